import t from 'tap'
import { findConnections, type OidcConnection } from '../../../src/domain/connections/connection.ts'
import {
  createConnection,
  deleteConnection,
  listConnections,
  requireConnection,
  updateConnection,
} from '../../../src/domain/connections/connection-administration.ts'
import { upstreamClient } from '../../../src/domain/connections/connection-secret.ts'
import { createTenant, inTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { findConnection } from '../../../src/store/connections.ts'
import { answerOf, givenRp } from '../../helpers/authorization.ts'
import { allSessions, connectionScene, onwardOf, visit } from '../../helpers/connections.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { serverOn, startServer, testConfig } from '../../helpers/fixtures.ts'
import { allGrants } from '../../helpers/given.ts'

const STATED = {
  id: 'corporate',
  type: 'oidc',
  client_secret: 'a secret of 1',
  settings: { issuer: 'https://op.example', client_id: 'vignette' },
} as const

const CHANGE = { id: 'corporate', type: undefined, client_secret: undefined, settings: { shown: true } }

await onBothDatabases(t, 'RFC 6749 §10.1: a connection is kept, its secret sealed', async (t, db) => {
  const server = await serverOn(db, testConfig())
  t.teardown(() => server.app.close())
  const deps = await server.tenant()
  const made = (await createConnection(deps, STATED)) as OidcConnection
  t.match(made, { id: 'corporate', type: 'oidc', settings: { issuer: 'https://op.example', shown: false } })
  const row = await db.first(findConnection, { tenant_id: 'default', id: 'corporate' })
  t.notOk(row?.secret_sealed?.includes('a secret'))
  t.equal(upstreamClient(deps, made).client_secret, 'a secret of 1')
  const elsewhere = { ...made, tenant_id: 'other' }
  t.throws(() => upstreamClient(deps, elsewhere), { name: 'UnsealError' }, 'on another row it does not open')

  await t.rejects(createConnection(deps, STATED), { reason: 'exists', message: /already/ })
  const changed = (await updateConnection(deps, CHANGE)) as OidcConnection
  t.equal(changed.settings.shown, true)
  t.equal(upstreamClient(deps, changed).client_secret, 'a secret of 1', 'what is left out stays')
  const renewed = await updateConnection(deps, { ...CHANGE, client_secret: 'another' })
  t.equal(upstreamClient(deps, renewed as OidcConnection).client_secret, 'another')
  t.same(await listConnections(deps), [renewed])
  t.same(await requireConnection(deps, 'corporate'), renewed)
  t.same(await listConnections(await server.tenant('other')), [])

  await deleteConnection(deps, 'corporate')
  for (const gone of [
    async () => void (await requireConnection(deps, 'corporate')),
    async () => void (await updateConnection(deps, CHANGE)),
    () => deleteConnection(deps, 'corporate'),
  ]) {
    await t.rejects(gone, {
      reason: 'unknown',
      message: /there is no connection corporate in tenant default/,
    })
  }
})

t.test('Connections: a tenant of the second step has none', async (t) => {
  const { deps } = await startServer(t)
  await createTenant(deps, { id: 'mfa', name: 'Mfa', type: '2fa', host: undefined, policy: {} })
  const inside = await inTenant(deps, 'mfa')
  for (const type of ['oidc', 'passcode'] as const) {
    const stated = { id: 'x', type, client_secret: undefined, settings: {} }
    await t.rejects(createConnection(inside, stated), { reason: 'faulty', message: /2fa has no connections/ })
  }
})

t.test('Connections: a change is seen by every process at its next request', async (t) => {
  const server = await startServer(t)
  t.same(await findConnections(await server.tenant()), [])
  await createConnection(await server.tenant(), STATED)
  t.match(await findConnections(await server.tenant()), [{ id: 'corporate' }])
  await deleteConnection(await server.tenant(), 'corporate')
  t.same(await findConnections(await server.tenant()), [])
})

t.test('Connections: with one go the sessions that it began, and what was granted in them', async (t) => {
  const scene = await connectionScene(t, { create_people: true })
  const { server, browser } = scene
  await givenRp(server, { client_id: 'other' })
  const back = await visit(scene)
  t.ok(answerOf(await browser.get(onwardOf(back)))['code'])
  await deleteConnection(await server.tenant(), 'corporate')
  t.match(await server.db.all(allSessions, {}), [{ ended_at: server.clock.seconds }])
  t.match(await server.db.all(allGrants, {}), [{ revoked_at: server.clock.seconds }])
  t.match((await browser.authorize({})).headers['location'], /\/sign-in\//)
})
