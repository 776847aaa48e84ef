import t from 'tap'
import {
  countPasscodesByServerKey,
  insertServerKey,
  listServerKeys,
  retireServerKeys,
} from '../../src/store/passcode-server-keys.ts'
import { replacePasscode } from '../../src/store/passcodes.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow, givenUserRow, idOf, passcodeRow } from '../helpers/rows.ts'

await onBothDatabases(t, 'RFC 9807 §3.1: of many first server keys at once one is kept', async (t, db) => {
  await givenTenantRow(db)
  await givenTenantRow(db, 'other')
  const key = (sealed: string, generation = 1, tenant_id = 'default') => ({
    tenant_id,
    generation,
    setup_sealed: Buffer.from(sealed),
    created_at: START,
    retired_at: null,
  })
  const written = await Promise.all(
    Array.from({ length: 10 }, (_, index) => db.run(insertServerKey, key(`key ${index}`))),
  )
  t.same(written.sort(), [0, 0, 0, 0, 0, 0, 0, 0, 0, 1])

  await db.run(insertServerKey, key('of another tenant', 1, 'other'))
  await db.run(insertServerKey, key('the next', 2))
  const keys = await db.all(listServerKeys, { tenant_id: 'default' })
  t.same(
    keys.map(({ generation }) => generation),
    [1, 2],
  )
  t.same(keys[1], key('the next', 2))
})

await onBothDatabases(t, 'RFC 9807 §2.2: a key that no passcode needs any more is retired', async (t, db) => {
  await givenTenantRow(db)
  await givenTenantRow(db, 'other')
  const made = { setup_sealed: Buffer.from('setup'), created_at: START, retired_at: null }
  for (const generation of [1, 2, 3]) {
    await db.run(insertServerKey, { tenant_id: 'default', generation, ...made })
  }
  await db.run(insertServerKey, { tenant_id: 'other', generation: 1, ...made })
  for (const [name, server_key_generation] of [
    ['ann', 1],
    ['bob', 1],
    ['carl', 3],
  ] as const) {
    const user_id = await givenUserRow(db, name)
    await db.run(replacePasscode, passcodeRow({ id: idOf(`of ${name}`), user_id, server_key_generation }))
  }
  const counts = await db.all(countPasscodesByServerKey, { tenant_id: 'default' })
  t.same(
    counts.toSorted((a, b) => a.generation - b.generation),
    [
      { generation: 1, passcodes: 2 },
      { generation: 3, passcodes: 1 },
    ],
  )
  t.same(await db.all(countPasscodesByServerKey, { tenant_id: 'other' }), [])

  t.equal(await db.run(retireServerKeys, { now: START + 9 }), 1)
  t.equal(await db.run(retireServerKeys, { now: START + 10 }), 0)
  const keys = await db.all(listServerKeys, { tenant_id: 'default' })
  t.same(
    keys.map(({ retired_at }) => retired_at),
    [null, START + 9, null],
    'neither one with passcodes nor the newest',
  )
  t.match(await db.all(listServerKeys, { tenant_id: 'other' }), [{ retired_at: null }])
})
