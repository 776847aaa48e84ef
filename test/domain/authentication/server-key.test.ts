import t from 'tap'
import { createSetup } from '../../../src/domain/authentication/opaque-server.ts'
import {
  retireServerKeys,
  rotateServerKey,
  serverKey,
} from '../../../src/domain/authentication/server-key.ts'
import { findConfigVersion } from '../../../src/store/config-version.ts'
import { insertServerKey, listServerKeys } from '../../../src/store/passcode-server-keys.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { START, serverOn, startServer, testConfig } from '../../helpers/fixtures.ts'
import { givenEnrolled, PasscodeBrowser } from '../../helpers/passcode.ts'

t.test('RFC 9807 §3.1: the first use makes the key, and every process gets the same', async (t) => {
  const server = await startServer(t)
  const version = (await server.db.first(findConfigVersion, {}))?.version ?? 0
  const uses = Array.from({ length: 5 }, async () => serverKey(await server.tenant()))
  const [first, ...others] = await Promise.all(uses)
  t.match(first, { generation: 1, is_current: true, setup: /^[A-Za-z0-9_-]{171}$/ })
  for (const other of others) t.same(other, first)
  t.same(await serverKey(await server.tenant()), first, 'and so it stays')
  t.ok(Number((await server.db.first(findConfigVersion, {}))?.version) > version)

  const rows = await server.db.all(listServerKeys, { tenant_id: 'default' })
  t.equal(rows.length, 1)
  t.notOk(rows[0]?.setup_sealed.includes(first?.setup ?? ''), 'sealed')
  t.not((await serverKey(await server.tenant('other'))).setup, first?.setup, 'each tenant has its own')
})

t.test('RFC 9807 §3.1: a record stays with the generation it was made under', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const first = await serverKey(deps)
  const sealed = deps.secrets.seal('passcode-server-key', ['default', '2'], Buffer.from(first.setup))
  await server.db.run(insertServerKey, {
    tenant_id: 'default',
    generation: 2,
    setup_sealed: sealed,
    created_at: deps.now(),
    retired_at: null,
  })
  t.match(await serverKey(deps, 2), { generation: 2 }, 'found though what is kept is older')
  t.match(await serverKey({ ...deps, parsed: (await server.tenant()).parsed }, 1), { generation: 1 })
  await t.rejects(serverKey(deps, 3), { message: /has no passcode server key 3/ })
})

t.test('RFC 9807 §3.1: where every key was retired nobody enrols', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  await server.db.run(insertServerKey, {
    tenant_id: 'default',
    generation: 1,
    setup_sealed: deps.secrets.seal(
      'passcode-server-key',
      ['default', '1'],
      Buffer.from(await createSetup()),
    ),
    created_at: deps.now(),
    retired_at: deps.now(),
  })
  await t.rejects(serverKey(deps), { message: /has no passcode server key/ })
})

await onBothDatabases(
  t,
  'RFC 9807 §2.2: rotations at once make no key twice and lose none',
  async (t, db) => {
    const server = await serverOn(db, testConfig())
    t.teardown(() => server.app.close())
    const deps = await server.tenant()
    t.equal(await rotateServerKey(deps), 1, 'where there is none yet it makes the first')
    const first = await serverKey(await server.tenant())
    const made = await Promise.all(Array.from({ length: 5 }, () => rotateServerKey(deps)))
    const newest = Math.max(...made)
    const rows = await db.all(listServerKeys, { tenant_id: 'default' })
    t.same(
      rows.map(({ generation }) => generation),
      Array.from({ length: newest }, (_, index) => index + 1),
    )
    t.match(rows.at(-1), { retired_at: null })
    t.match(rows[0], { retired_at: START }, 'no passcode needs it')
    t.match(await serverKey(await server.tenant()), { generation: newest }, 'in force in every process')
    t.same(await serverKey(await server.tenant(), 1), { ...first, is_current: false })
    t.same(await db.all(listServerKeys, { tenant_id: 'other' }), [])
  },
)

t.test('RFC 9807 §2.2: after a rotation everybody signs in as before', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  await rotateServerKey(await server.tenant())
  const retired = async () => (await server.db.all(listServerKeys, { tenant_id: 'default' }))[0]?.retired_at
  t.equal(await retired(), null, 'somebody needs it')
  const browser = await PasscodeBrowser.open(server)
  t.match(await browser.signIn(), { next: 'signed-in' })

  await server.db.execute('DELETE FROM passcode')
  server.clock.seconds += 9
  await retireServerKeys(server.deps)
  t.equal(await retired(), START + 9)
})
