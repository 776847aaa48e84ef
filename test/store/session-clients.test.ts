/**
 * The clients that were told of a session, on both databases.
 */
import t from 'tap'
import { deleteClient, insertClient } from '../../src/store/clients.ts'
import type { Db } from '../../src/store/database.ts'
import * as told from '../../src/store/session-clients.ts'
import { upsertSession } from '../../src/store/sessions.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { deleteUser, insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { clientRow, idOf, sessionClientRow, sessionRow, tenantRow, userRow } from '../helpers/store-rows.ts'

const session = { tenant_id: 'default', session_id: idOf('session') }

async function givenTold(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  for (const client_id of ['rp', 'another']) await db.run(insertClient, clientRow({ client_id }))
  await db.run(insertUser, userRow())
  await db.run(upsertSession, sessionRow())
  await db.run(told.upsertSessionClient, sessionClientRow())
}

await onBothDatabases(t, 'Back-Channel Logout §2.1: a client is told of a session once', async (t, db) => {
  await givenTold(db)
  t.equal(await db.run(told.upsertSessionClient, sessionClientRow()), 0)
  await db.run(told.upsertSessionClient, sessionClientRow({ id: idOf('b'), client_id: 'another' }))
  const clients = (await db.all(told.listSessionClients, session)).map(({ client_id }) => client_id)
  t.same(clients, ['another', 'rp'])
  t.same(await db.all(told.listSessionClients, { ...session, tenant_id: 'other' }), [])
})

await onBothDatabases(
  t,
  'Back-Channel Logout §2.2: an address that came or went since is noticed, and nothing else changes',
  async (t, db) => {
    await givenTold(db)
    const changed = sessionClientRow({ back_channel: 0, sub: 'somebody else' })
    t.equal(await db.run(told.upsertSessionClient, changed), 1)
    t.same(await db.first(told.findSessionClient, { tenant_id: 'default', id: changed.id }), {
      ...sessionClientRow(),
      back_channel: 0,
    })
    t.equal(await db.first(told.findSessionClient, { tenant_id: 'other', id: changed.id }), undefined)
  },
)

await onBothDatabases(
  t,
  'Session clients: they go with their client and with their person',
  async (t, db) => {
    await givenTold(db)
    await db.run(told.upsertSessionClient, sessionClientRow({ id: idOf('b'), client_id: 'another' }))
    await db.run(deleteClient, { tenant_id: 'default', client_id: 'another' })
    t.equal((await db.all(told.listSessionClients, session)).length, 1)
    await db.run(deleteUser, { tenant_id: 'default', id: userRow().id })
    t.same(await db.all(told.listSessionClients, session), [])
  },
)
