/**
 * Pushed requests, on both databases.
 */
import t from 'tap'
import type { Db } from '../../src/store/database.ts'
import { findPushedRequest, insertPushedRequest, usePushedRequest } from '../../src/store/pushed-requests.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { pushedRequestRow, tenantRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', id: pushedRequestRow().id }
const foreign = { ...key, tenant_id: 'other' }

async function givenPushed(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertPushedRequest, pushedRequestRow())
}

await onBothDatabases(t, 'RFC 9126 §2.2: a pushed request is of its tenant alone', async (t, db) => {
  await givenPushed(db)
  t.same(await db.first(findPushedRequest, key), pushedRequestRow())
  t.equal(await db.first(findPushedRequest, foreign), undefined)
  t.equal(await db.first(usePushedRequest, { ...foreign, now: START + 1 }), undefined)
  t.same(await db.first(findPushedRequest, key), pushedRequestRow())
})

await onBothDatabases(t, 'RFC 9126 §7.3: of 50 answers at once, one spends it', async (t, db) => {
  await givenPushed(db)
  const got = await Promise.all(
    Array.from({ length: 50 }, (_, count) => db.first(usePushedRequest, { ...key, now: START + count })),
  )
  const winner = got.findIndex((row) => row !== undefined)
  t.same(
    got.filter((row) => row !== undefined),
    [{ id: key.id }],
  )
  t.same(await db.first(findPushedRequest, key), pushedRequestRow({ used_at: START + winner }))
})
