/**
 * Key sets of clients, on both databases.
 */
import t from 'tap'
import { findClientKeySet, upsertClientKeySet } from '../../src/store/client-key-sets.ts'
import { deleteTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow } from '../helpers/rows.ts'
import { clientKeySetRow } from '../helpers/store-rows.ts'

await onBothDatabases(t, 'RFC 7517 §5: of a key set the last copy is kept', async (t, db) => {
  await givenTenantRow(db)
  const row = clientKeySetRow()
  t.equal(await db.first(findClientKeySet, { id: row.id }), undefined)
  await db.run(upsertClientKeySet, row)
  t.same(await db.first(findClientKeySet, { id: row.id }), row)
  const next = { ...row, keys: '[{}]', fetched_at: START + 5, tried_at: START + 6, expires_at: START + 7 }
  await db.run(upsertClientKeySet, next)
  t.same(await db.first(findClientKeySet, { id: row.id }), next)
  await db.run(deleteTenant, { id: 'default' })
  t.equal(await db.first(findClientKeySet, { id: row.id }), undefined)
})
