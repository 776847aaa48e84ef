/**
 * Hosts of tenants, on both databases.
 */
import t from 'tap'
import {
  deleteTenantHost,
  findAnyTenantHost,
  findHostOfTenant,
  findTenantHost,
  insertTenantHost,
  listTenantHosts,
} from '../../src/store/tenant-hosts.ts'
import { deleteTenant, insertTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { tenantRow } from '../helpers/store-rows.ts'

const ROW = { host: 'login.acme.example', tenant_id: 'default', created_at: START }

await onBothDatabases(
  t,
  'Discovery 1.0 §3: a host is one tenant’s, and a tenant has one host',
  async (t, db) => {
    for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
    t.equal(await db.first(findAnyTenantHost, {}), undefined)
    t.equal(await db.run(insertTenantHost, ROW), 1)
    t.equal(await db.run(insertTenantHost, { ...ROW, tenant_id: 'other' }), 0, 'taken')
    t.equal(await db.run(insertTenantHost, { ...ROW, host: 'second.example' }), 0, 'it has one')
    t.same(await db.first(findTenantHost, { host: ROW.host }), ROW)
    t.same(await db.first(findHostOfTenant, { tenant_id: 'default' }), ROW)
    t.equal(await db.first(findHostOfTenant, { tenant_id: 'other' }), undefined)
    t.equal(await db.run(insertTenantHost, { ...ROW, host: 'a.example', tenant_id: 'other' }), 1)
    const hosts = (await db.all(listTenantHosts, {})).map(({ host }) => host)
    t.same(hosts, ['a.example', 'login.acme.example'])
    t.ok(await db.first(findAnyTenantHost, {}))
  },
)

await onBothDatabases(t, 'Tenants: a host goes with its tenant, or alone', async (t, db) => {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertTenantHost, ROW)
  await db.run(insertTenantHost, { ...ROW, host: 'a.example', tenant_id: 'other' })
  t.equal(await db.run(deleteTenantHost, { tenant_id: 'default' }), 1)
  t.equal(await db.run(deleteTenantHost, { tenant_id: 'default' }), 0)
  await db.run(deleteTenant, { id: 'other' })
  t.same(await db.all(listTenantHosts, {}), [])
})
