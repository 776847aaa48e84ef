/**
 * Organizations and their members, on both databases.
 */
import t from 'tap'
import type { Db } from '../../src/store/database.ts'
import * as organizations from '../../src/store/organizations.ts'
import { deleteTenant, insertTenant } from '../../src/store/tenants.ts'
import { deleteUser, insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { idOf, organizationRow, tenantRow, userRow } from '../helpers/store-rows.ts'

const tenant_id = 'default'
const key = { tenant_id, id: 'org_acme' }
const ada = { tenant_id, organization_id: 'org_acme', user_id: userRow().id }
const ben = { ...ada, user_id: idOf('user/ben') }

async function givenOrganization(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  for (const username of ['Ben', 'Ada']) {
    const username_key = username.toLowerCase()
    await db.run(insertUser, userRow({ id: idOf(`user/${username_key}`), username, username_key }))
  }
  await db.run(organizations.insertOrganization, organizationRow())
}

await onBothDatabases(t, 'Organizations: each id once in a tenant', async (t, db) => {
  await givenOrganization(db)
  t.equal(await db.run(organizations.insertOrganization, organizationRow({ name: 'Again' })), 0)
  t.equal(await db.run(organizations.insertOrganization, organizationRow({ tenant_id: 'other' })), 1)
  t.same(await db.first(organizations.findOrganization, key), organizationRow())
  t.equal(await db.first(organizations.findOrganization, { ...key, id: 'ORG_ACME' }), undefined)
})

await onBothDatabases(t, 'Organizations: renamed and removed in their own tenant', async (t, db) => {
  await givenOrganization(db)
  const foreign = organizationRow({ tenant_id: 'other' })
  await db.run(organizations.insertOrganization, foreign)
  await db.run(organizations.insertOrganization, organizationRow({ id: 'a' }))
  await db.run(organizations.updateOrganization, { ...key, name: 'Acme Ltd', now: START + 5 })
  const renamed = organizationRow({ name: 'Acme Ltd', updated_at: START + 5 })
  const all = { tenant_id }
  t.same(await db.all(organizations.listOrganizations, all), [organizationRow({ id: 'a' }), renamed])
  t.equal(await db.run(organizations.deleteOrganization, { ...key, id: 'none' }), 0)
  t.equal(await db.run(organizations.deleteOrganization, key), 1)
  t.same(await db.all(organizations.listOrganizations, all), [organizationRow({ id: 'a' })])
  t.same(await db.all(organizations.listOrganizations, { tenant_id: 'other' }), [foreign])
})

await onBothDatabases(t, 'Organizations: a member is one once, and is found as one', async (t, db) => {
  await givenOrganization(db)
  t.equal(await db.first(organizations.findOrganizationOfMember, ada), undefined)
  for (const member of [ben, ada]) {
    t.equal(await db.run(organizations.insertMember, { ...member, created_at: START }), 1)
  }
  t.equal(await db.run(organizations.insertMember, { ...ada, created_at: START + 1 }), 0)
  t.same(await db.first(organizations.findOrganizationOfMember, ada), { id: 'org_acme', name: 'Acme' })
  t.equal(await db.first(organizations.findOrganizationOfMember, { ...ada, tenant_id: 'other' }), undefined)
  const members = await db.all(organizations.listMembers, ada)
  t.same(members, [
    { id: ada.user_id, username: 'Ada' },
    { id: ben.user_id, username: 'Ben' },
  ])
  t.same(await db.all(organizations.listOrganizationsOfUser, ada), [
    { id: 'org_acme', name: 'Acme', created_at: START },
  ])
  t.equal(await db.run(organizations.deleteMember, ada), 1)
  t.equal(await db.run(organizations.deleteMember, ada), 0)
  t.same(await db.all(organizations.listOrganizationsOfUser, ada), [])
})

await onBothDatabases(
  t,
  'Organizations: members go with the person, the organization, the tenant',
  async (t, db) => {
    await givenOrganization(db)
    for (const member of [ada, ben])
      await db.run(organizations.insertMember, { ...member, created_at: START })
    await db.run(deleteUser, { tenant_id, id: ben.user_id })
    t.same(await db.all(organizations.listMembers, ada), [{ id: ada.user_id, username: 'Ada' }])
    await db.run(organizations.deleteOrganization, key)
    t.same(await db.all(organizations.listMembers, ada), [])
    await db.run(organizations.insertOrganization, organizationRow())
    await db.run(organizations.insertMember, { ...ada, created_at: START })
    await db.run(deleteTenant, { id: tenant_id })
    t.same(await db.all(organizations.listMembers, ada), [])
    t.equal(await db.first(organizations.findOrganization, key), undefined)
  },
)
