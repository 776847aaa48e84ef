/**
 * Browsers that were sent to a connection, on both databases.
 */
import t from 'tap'
import { sha256 } from '../../src/primitives/digest.ts'
import { deleteConnection, insertConnection } from '../../src/store/connections.ts'
import type { Db } from '../../src/store/database.ts'
import {
  findUpstreamRequest,
  insertUpstreamRequest,
  useUpstreamRequest,
} from '../../src/store/upstream-requests.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow } from '../helpers/rows.ts'
import { connectionRow, idOf, upstreamRequestRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', id: upstreamRequestRow().id }
const use = { ...key, browser_hash: sha256('browser'), now: START + 5 }

async function givenRequest(db: Db): Promise<void> {
  await givenTenantRow(db)
  await db.run(insertConnection, connectionRow())
  await db.run(insertUpstreamRequest, upstreamRequestRow({ max_age: 60 }))
}

await onBothDatabases(t, 'RFC 9700 §4.7: of twenty returns with a state one goes on', async (t, db) => {
  await givenRequest(db)
  const all = await Promise.all(Array.from({ length: 20 }, () => db.first(useUpstreamRequest, use)))
  t.same(
    all.filter((each) => each !== undefined),
    [upstreamRequestRow({ max_age: 60, used_at: START + 5 })],
  )
})

await onBothDatabases(
  t,
  'RFC 9700 §4.7: a state is of one browser and one tenant, and ends',
  async (t, db) => {
    await givenRequest(db)
    t.equal(await db.first(useUpstreamRequest, { ...use, browser_hash: sha256('another') }), undefined)
    t.equal(await db.first(useUpstreamRequest, { ...use, tenant_id: 'other' }), undefined)
    t.equal(await db.first(useUpstreamRequest, { ...use, id: idOf('another') }), undefined)
    t.equal(await db.first(useUpstreamRequest, { ...use, now: START + 600 }), undefined)
    t.same(await db.first(findUpstreamRequest, key), upstreamRequestRow({ max_age: 60 }))
    t.equal(await db.first(findUpstreamRequest, { ...key, tenant_id: 'other' }), undefined)
    t.ok(await db.first(useUpstreamRequest, { ...use, now: START + 599 }))
    await db.run(deleteConnection, { tenant_id: 'default', id: 'corporate' })
    t.equal(await db.first(findUpstreamRequest, key), undefined, 'it goes with the connection')
  },
)
