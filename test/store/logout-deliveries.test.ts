/**
 * Logout tokens that are to be delivered, on both databases.
 */
import t from 'tap'
import { insertClient } from '../../src/store/clients.ts'
import type { Db } from '../../src/store/database.ts'
import * as deliveries from '../../src/store/logout-deliveries.ts'
import { upsertSessionClient } from '../../src/store/session-clients.ts'
import { upsertSession } from '../../src/store/sessions.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { allLogouts, insertLogoutDelivery } from '../helpers/logout.ts'
import {
  clientRow,
  idOf,
  logoutDeliveryRow,
  sessionClientRow,
  sessionRow,
  tenantRow,
  userRow,
} from '../helpers/store-rows.ts'

const { id, expires_at } = logoutDeliveryRow()

async function givenClients(db: Db): Promise<void> {
  for (const tenant_id of ['default', 'other']) {
    await db.run(insertTenant, tenantRow({ id: tenant_id }))
    await db.run(insertClient, clientRow({ tenant_id }))
  }
}

const due = (db: Db, now: number, limit = 9) => db.all(deliveries.listDueLogouts, { now, limit })

await onBothDatabases(
  t,
  'Back-Channel Logout §2.5: the end of a session is for each client that wants to hear of it, once',
  async (t, db) => {
    await givenClients(db)
    await db.run(insertUser, userRow())
    await db.run(upsertSession, sessionRow())
    await db.run(upsertSession, sessionRow({ id: idOf('session 2') }))
    for (const client_id of ['silent', 'second']) await db.run(insertClient, clientRow({ client_id }))
    const told = [
      sessionClientRow(),
      sessionClientRow({ id: idOf('b'), client_id: 'silent', back_channel: 0 }),
      sessionClientRow({ id: idOf('c'), client_id: 'second', sub: 'known otherwise' }),
      sessionClientRow({ id: idOf('d'), session_id: idOf('session 2') }),
    ]
    for (const each of told) await db.run(upsertSessionClient, each)
    const ended = { tenant_id: 'default', session_id: idOf('session'), now: START, expires_at }
    t.equal(await db.run(deliveries.insertLogoutDeliveries, { ...ended, tenant_id: 'other' }), 0)
    t.equal(await db.run(deliveries.insertLogoutDeliveries, ended), 2)
    t.equal(await db.run(deliveries.insertLogoutDeliveries, ended), 0)
    t.same(await db.all(allLogouts, {}), [
      logoutDeliveryRow(),
      logoutDeliveryRow({ id: idOf('c'), client_id: 'second', sub: 'known otherwise' }),
    ])
  },
)

await onBothDatabases(
  t,
  'Back-Channel Logout §2.5: what is due is found, the oldest first',
  async (t, db) => {
    await givenClients(db)
    const rows = [
      logoutDeliveryRow(),
      logoutDeliveryRow({ id: idOf('older'), due_at: START - 5, attempts: 2 }),
      logoutDeliveryRow({ id: idOf('later'), due_at: START + 5 }),
      logoutDeliveryRow({ id: idOf('delivered'), delivered_at: START }),
      logoutDeliveryRow({ id: idOf('ended'), expires_at: START }),
    ]
    for (const each of rows) await db.run(insertLogoutDelivery, each)
    t.same(await due(db, START), [
      { id: idOf('older'), attempts: 2 },
      { id, attempts: 0 },
    ])
    t.match(await due(db, START, 1), [{ id: idOf('older') }])
  },
)

await onBothDatabases(
  t,
  'Back-Channel Logout §2.5: of many that take one exactly one gets it',
  async (t, db) => {
    await givenClients(db)
    await db.run(insertLogoutDelivery, logoutDeliveryRow())
    const claim = { id, attempts: 0, tried: 1, due_at: START + 60 }
    const claims = await Promise.all(
      Array.from({ length: 20 }, () => db.first(deliveries.claimLogout, claim)),
    )
    t.same(claims.filter(Boolean), [logoutDeliveryRow({ attempts: 1, due_at: START + 60 })])
    t.same(await due(db, START + 59), [])
    t.equal((await due(db, START + 60)).length, 1, 'until it was held too long')
  },
)

await onBothDatabases(
  t,
  'Back-Channel Logout §2.5: one that was delivered is due no more, and a late failure changes nothing',
  async (t, db) => {
    await givenClients(db)
    await db.run(insertLogoutDelivery, logoutDeliveryRow())
    const failed = { id, tried: 0, last_error: 'status 500', due_at: START + 5 }
    t.equal(await db.run(deliveries.updateLogoutError, { ...failed, tried: 7 }), 0)
    t.equal(await db.run(deliveries.updateLogoutError, failed), 1)
    t.match(await db.all(allLogouts, {}), [{ last_error: 'status 500', due_at: START + 5 }])
    await db.run(deliveries.updateLogoutDelivered, { id, now: START + 6 })
    t.equal(await db.run(deliveries.updateLogoutError, failed), 0)
    t.equal(await db.first(deliveries.claimLogout, { ...failed, attempts: 0 }), undefined)
    t.same(await db.all(allLogouts, {}), [logoutDeliveryRow({ delivered_at: START + 6, due_at: expires_at })])
  },
)

await onBothDatabases(
  t,
  'Logout deliveries: they are listed in their tenant, the newest first',
  async (t, db) => {
    await givenClients(db)
    const newer = logoutDeliveryRow({ id: idOf('newer'), created_at: START + 1 })
    await db.run(insertLogoutDelivery, logoutDeliveryRow())
    await db.run(insertLogoutDelivery, newer)
    await db.run(insertLogoutDelivery, logoutDeliveryRow({ id: idOf('foreign'), tenant_id: 'other' }))
    t.same(await db.all(deliveries.listLogouts, { tenant_id: 'default', limit: 9 }), [
      newer,
      logoutDeliveryRow(),
    ])
    t.same(await db.all(deliveries.listLogouts, { tenant_id: 'default', limit: 1 }), [newer])
  },
)
