/**
 * Authorization codes, on both databases.
 */
import t from 'tap'
import { consumeCode, findCode, insertCode } from '../../src/store/authorization-codes.ts'
import type { Db } from '../../src/store/database.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { codeRow, tenantRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', id: codeRow().id }
const foreign = { ...key, tenant_id: 'other' }

async function givenCode(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertCode, codeRow())
}

await onBothDatabases(t, 'RFC 6749 §4.1.2: a code is of its tenant alone', async (t, db) => {
  await givenCode(db)
  t.same(await db.first(findCode, key), codeRow())
  t.equal(await db.first(findCode, foreign), undefined)
  t.equal(await db.first(consumeCode, { ...foreign, now: START + 1 }), undefined)
  t.same(await db.first(findCode, key), codeRow())
})

await onBothDatabases(t, 'RFC 6749 §4.1.2: of 50 redemptions at once, one gets the code', async (t, db) => {
  await givenCode(db)
  const got = await Promise.all(
    Array.from({ length: 50 }, (_, count) => db.first(consumeCode, { ...key, now: START + count })),
  )
  const winner = got.findIndex((row) => row !== undefined)
  t.same(
    got.filter((row) => row !== undefined),
    [codeRow({ consumed_at: START + winner })],
  )
  t.same(await db.first(findCode, key), codeRow({ consumed_at: START + winner }))
})

await onBothDatabases(t, 'RFC 6749 §4.1.2: of 50 transactions at once, one gets the code', async (t, db) => {
  await givenCode(db)
  const got = await Promise.all(
    Array.from({ length: 50 }, () => db.transaction((tx) => tx.first(consumeCode, { ...key, now: START }))),
  )
  t.equal(got.filter((row) => row !== undefined).length, 1)
})
