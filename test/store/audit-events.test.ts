/**
 * The audit trail, on both databases.
 */
import t from 'tap'
import * as audit from '../../src/store/audit-events.ts'
import type { Db } from '../../src/store/database.ts'
import { deleteTenant, insertTenant } from '../../src/store/tenants.ts'
import { insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { auditEventRow, idOf, tenantRow, userRow } from '../helpers/store-rows.ts'

const ada = userRow().id
const told = { user_id: ada, client_id: 'rp', address: '203.0.113.7', request_id: 'r1', detail: '{"a":1}' }

/** Of Ada at the client, of nobody later, and of another tenant. */
async function givenEvents(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertUser, userRow())
  await db.run(audit.insertAuditEvent, auditEventRow({ ...told, at: START + 5 }))
  await db.run(audit.insertAuditEvent, auditEventRow({ id: idOf('2'), at: START, action: 'sign-up' }))
  await db.run(audit.insertAuditEvent, auditEventRow({ id: idOf('3'), tenant_id: 'other', user_id: ada }))
}

const listed = async (db: Db, filter: audit.AuditFilter, { since = 0, limit = 9 } = {}) =>
  (await db.all(audit.listAuditEvents(filter), { ...filter, tenant_id: 'default', since, limit })).map(
    ({ action }) => action,
  )

await onBothDatabases(
  t,
  'SP 800-92 §2.1.3: events are listed in their tenant, the newest first',
  async (t, db) => {
    await givenEvents(db)
    t.same(await db.all(audit.listAuditEvents({}), { tenant_id: 'default', since: 0, limit: 1 }), [
      { ...auditEventRow({ ...told, at: START + 5 }), username: 'Ada' },
    ])
    t.same(await listed(db, {}), ['sign-in', 'sign-up'])
    t.same(await listed(db, {}, { since: START + 1 }), ['sign-in'])
    t.same(await listed(db, { action: 'sign-up' }), ['sign-up'])
    t.same(await listed(db, { user_id: ada }), ['sign-in'])
    t.same(await listed(db, { client_id: 'rp', action: 'sign-in' }), ['sign-in'])
    t.same(await listed(db, { client_id: 'rp', action: 'sign-up' }), [])
    const owner = { tenant_id: 'default', user_id: ada }
    t.same(await db.all(audit.listAuditEventsOfUser, owner), [auditEventRow({ ...told, at: START + 5 })])
  },
)

await onBothDatabases(t, 'SP 800-92 §2.1.3: what was told of already is not told of twice', async (t, db) => {
  await givenEvents(db)
  t.equal(await db.run(audit.insertAuditEvent, auditEventRow({ action: 'sign-out' })), 0)
  t.same(await listed(db, {}), ['sign-in', 'sign-up'])
})

await onBothDatabases(t, 'RFC 6973 §6.2: whoever goes is forgotten, in that tenant', async (t, db) => {
  await givenEvents(db)
  const owner = { tenant_id: 'default', user_id: ada }
  t.equal(await db.run(audit.forgetUserInAudit, owner), 1)
  t.same(await db.all(audit.listAuditEventsOfUser, owner), [])
  t.match(await db.all(audit.listAuditEvents({}), { tenant_id: 'default', since: 0, limit: 1 }), [
    { action: 'sign-in', user_id: null, username: null, address: null, request_id: 'r1' },
  ])
  t.equal((await db.all(audit.listAuditEventsOfUser, { ...owner, tenant_id: 'other' })).length, 1)
})

await onBothDatabases(t, 'Audit: the trail of a tenant goes with it', async (t, db) => {
  await givenEvents(db)
  await db.run(deleteTenant, { id: 'default' })
  t.same(await listed(db, {}), [])
})
