/**
 * Whom clients are for, on both databases.
 */
import t from 'tap'
import * as assignments from '../../src/store/client-assignments.ts'
import { deleteClient, insertClient } from '../../src/store/clients.ts'
import type { Db } from '../../src/store/database.ts'
import { deleteOrganization, insertMember, insertOrganization } from '../../src/store/organizations.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { deleteUser, insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { clientRow, idOf, organizationRow, tenantRow, userRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', client_id: 'rp' }
const ada = { ...key, user_id: userRow().id }
const ben = { ...key, user_id: idOf('user/ben') }
const acme = { ...key, organization_id: 'org_acme' }
const toAda = { ...ada, organization_id: null, created_at: START }
const toAcme = { ...acme, user_id: null, created_at: START }

async function givenAcme(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertClient, clientRow())
  await db.run(insertUser, userRow())
  await db.run(insertUser, userRow({ id: ben.user_id, username: 'Ben', username_key: 'ben' }))
  await db.run(insertOrganization, organizationRow())
  const member = { tenant_id: 'default', organization_id: 'org_acme', created_at: START }
  await db.run(insertMember, { ...member, user_id: ben.user_id })
}

const isFound = async (db: Db, of: typeof ada) =>
  (await db.first(assignments.findAssignment, of)) !== undefined

await onBothDatabases(t, 'Assignments: to a person, and to the members of an organization', async (t, db) => {
  await givenAcme(db)
  t.notOk(await isFound(db, ada))
  t.equal(await db.run(assignments.insertAssignment, toAda), 1)
  t.equal(await db.run(assignments.insertAssignment, { ...toAda, created_at: START + 1 }), 0)
  t.ok(await isFound(db, ada))
  t.notOk(await isFound(db, ben))
  t.equal(await db.run(assignments.insertAssignment, toAcme), 1)
  t.equal(await db.run(assignments.insertAssignment, toAcme), 0)
  t.ok(await isFound(db, ben))
  t.notOk(await isFound(db, { ...ben, client_id: 'app' }))
  t.notOk(await isFound(db, { ...ben, tenant_id: 'other' }))
  t.same(await db.all(assignments.listAssignments, key), [
    { username: 'Ada', organization_id: null },
    { username: null, organization_id: 'org_acme' },
  ])
  t.same(await db.all(assignments.listAssignmentsOfUser, ada), [{ client_id: 'rp', created_at: START }])
  t.same(await db.all(assignments.listAssignmentsOfUser, ben), [])
})

await onBothDatabases(t, 'Assignments: taken back one by one', async (t, db) => {
  await givenAcme(db)
  for (const row of [toAda, toAcme]) await db.run(assignments.insertAssignment, row)
  t.equal(await db.run(assignments.deleteAssignmentOfUser, ben), 0)
  t.equal(await db.run(assignments.deleteAssignmentOfUser, ada), 1)
  t.same(await db.all(assignments.listAssignments, key), [{ username: null, organization_id: 'org_acme' }])
  t.equal(await db.run(assignments.deleteAssignmentOfOrganization, { ...acme, organization_id: 'none' }), 0)
  t.equal(await db.run(assignments.deleteAssignmentOfOrganization, acme), 1)
  t.same(await db.all(assignments.listAssignments, key), [])
})

await onBothDatabases(t, 'Assignments: gone with the person, the organization, the client', async (t, db) => {
  await givenAcme(db)
  for (const row of [toAda, toAcme]) await db.run(assignments.insertAssignment, row)
  await db.run(deleteUser, { tenant_id: 'default', id: ada.user_id })
  t.same(await db.all(assignments.listAssignments, key), [{ username: null, organization_id: 'org_acme' }])
  await db.run(deleteOrganization, { tenant_id: 'default', id: 'org_acme' })
  t.same(await db.all(assignments.listAssignments, key), [])
  await db.run(assignments.insertAssignment, { ...toAda, user_id: ben.user_id })
  await db.run(deleteClient, key)
  t.same(await db.all(assignments.listAssignments, key), [])
})
