/**
 * Tenants, on both databases.
 */
import t from 'tap'
import { findClient, insertClient } from '../../src/store/clients.ts'
import { deleteTenant, findTenant, insertTenant, listTenants, updateTenant } from '../../src/store/tenants.ts'
import { findUser, insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { clientRow, tenantRow, userRow } from '../helpers/store-rows.ts'

await onBothDatabases(t, 'Tenants: what is written is found again, bytes and instants too', async (t, db) => {
  const row = tenantRow({ name: 'Ünïted “Tenants” 🜁', type: '2fa', created_at: 2 ** 40, updated_at: 2 ** 40 })
  t.equal(await db.run(insertTenant, row), 1)
  t.same(await db.first(findTenant, { id: 'default' }), row)
  t.equal(await db.first(findTenant, { id: 'other' }), undefined)
})

await onBothDatabases(t, 'Tenants: an id is taken once', async (t, db) => {
  t.equal(await db.run(insertTenant, tenantRow()), 1)
  t.equal(await db.run(insertTenant, tenantRow({ name: 'Again', uuid: Buffer.alloc(16) })), 0)
  t.match(await db.first(findTenant, { id: 'default' }), { name: 'Northlight' })
})

await onBothDatabases(t, 'Tenants: listed by id', async (t, db) => {
  t.same(await db.all(listTenants, {}), [])
  for (const id of ['b', 'c', 'a']) await db.run(insertTenant, tenantRow({ id }))
  t.same(
    (await db.all(listTenants, {})).map(({ id }) => id),
    ['a', 'b', 'c'],
  )
})

await onBothDatabases(t, 'Tenants: name and policy change, and nothing else', async (t, db) => {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  const change = { id: 'default', name: 'New', policy: '{"grid":4}', now: START + 1 }
  t.equal(await db.run(updateTenant, change), 1)
  t.same(
    await db.first(findTenant, { id: 'default' }),
    tenantRow({ name: 'New', policy: '{"grid":4}', updated_at: START + 1 }),
  )
  t.same(await db.first(findTenant, { id: 'other' }), tenantRow({ id: 'other' }))
  t.equal(await db.run(updateTenant, { ...change, id: 'none' }), 0)
})

await onBothDatabases(
  t,
  'Tenants: a deleted one takes with it what is its own, and nothing else',
  async (t, db) => {
    for (const tenant_id of ['default', 'other']) {
      await db.run(insertTenant, tenantRow({ id: tenant_id }))
      await db.run(insertClient, clientRow({ tenant_id }))
      await db.run(insertUser, userRow({ tenant_id, id: tenantRow({ id: tenant_id }).uuid }))
    }
    t.equal(await db.run(deleteTenant, { id: 'default' }), 1)
    t.equal(await db.run(deleteTenant, { id: 'default' }), 0)
    for (const tenant_id of ['default', 'other']) {
      const is_there = tenant_id === 'other'
      const { uuid } = tenantRow({ id: tenant_id })
      t.equal((await db.first(findTenant, { id: tenant_id })) !== undefined, is_there)
      t.equal((await db.first(findClient, { tenant_id, client_id: 'rp' })) !== undefined, is_there)
      t.equal((await db.first(findUser, { tenant_id, id: uuid })) !== undefined, is_there)
    }
  },
)

await onBothDatabases(t, 'Tenants: nothing is kept for a tenant that is not there', async (t, db) => {
  await t.rejects(db.run(insertClient, clientRow({ tenant_id: 'none' })))
})
