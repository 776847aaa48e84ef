/**
 * Connections, on both databases.
 */
import t from 'tap'
import {
  deleteConnection,
  findConnection,
  insertConnection,
  listConnections,
  updateConnection,
} from '../../src/store/connections.ts'
import { deleteTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow } from '../helpers/rows.ts'
import { connectionRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', id: 'corporate' }

await onBothDatabases(t, 'Connections: each is of its tenant alone, and goes with it', async (t, db) => {
  await givenTenantRow(db)
  await givenTenantRow(db, 'other')
  t.equal(await db.run(insertConnection, connectionRow()), 1)
  t.equal(await db.run(insertConnection, connectionRow({ settings: '{}' })), 0, 'a name is given once')
  t.equal(await db.run(insertConnection, connectionRow({ tenant_id: 'other', type: 'passcode' })), 1)
  t.equal(await db.run(insertConnection, connectionRow({ id: 'b', secret_sealed: Buffer.from('s') })), 1)
  t.same(await db.first(findConnection, key), connectionRow())
  t.equal(await db.first(findConnection, { ...key, id: 'none' }), undefined)
  const all = await db.all(listConnections, { tenant_id: 'default' })
  t.same(
    all.map(({ id }) => id),
    ['b', 'corporate'],
  )
  await db.run(deleteTenant, { id: 'default' })
  t.same(await db.all(listConnections, { tenant_id: 'default' }), [])
  t.equal((await db.all(listConnections, { tenant_id: 'other' })).length, 1)
})

await onBothDatabases(t, 'Connections: changed and removed by their names', async (t, db) => {
  await givenTenantRow(db)
  await db.run(insertConnection, connectionRow())
  const changed = { settings: '{"a":1}', secret_sealed: Buffer.from('secret') }
  t.equal(await db.run(updateConnection, { ...key, tenant_id: 'other', ...changed, now: START + 5 }), 0)
  t.equal(await db.run(updateConnection, { ...key, ...changed, now: START + 5 }), 1)
  t.same(await db.first(findConnection, key), connectionRow({ ...changed, updated_at: START + 5 }))
  t.equal(await db.run(deleteConnection, { ...key, tenant_id: 'other' }), 0)
  t.equal(await db.run(deleteConnection, key), 1)
  t.equal(await db.first(findConnection, key), undefined)
})
