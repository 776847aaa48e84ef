import t from 'tap'
import { insertServerKey, listServerKeys } from '../../src/store/passcode-server-keys.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow } from '../helpers/rows.ts'

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
