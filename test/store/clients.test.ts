/**
 * Clients, on both databases.
 */
import t, { type Test } from 'tap'
import {
  deleteClient,
  findClient,
  insertClient,
  listClients,
  updateClient,
  updateClientSecret,
} from '../../src/store/clients.ts'
import type { Db } from '../../src/store/database.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { clientRow, tenantRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', client_id: 'rp' }

/** The same client in two tenants. */
async function givenClients(db: Db): Promise<void> {
  for (const tenant_id of ['default', 'other']) {
    await db.run(insertTenant, tenantRow({ id: tenant_id }))
    await db.run(insertClient, clientRow({ tenant_id }))
  }
}

const untouched = async (t: Test, db: Db) =>
  t.same(await db.first(findClient, { ...key, tenant_id: 'other' }), clientRow({ tenant_id: 'other' }))

await onBothDatabases(t, 'RFC 6749 §2.2: a client identifier is unique in its tenant', async (t, db) => {
  await givenClients(db)
  t.equal(await db.run(insertClient, clientRow({ metadata: '{"again":1}' })), 0)
  t.same(await db.first(findClient, key), clientRow())
  t.equal(await db.first(findClient, { ...key, client_id: 'RP' }), undefined)
  t.equal(await db.first(findClient, { ...key, tenant_id: 'none' }), undefined)
})

await onBothDatabases(t, 'RFC 6749 §2.1: a public client has no secret', async (t, db) => {
  await givenClients(db)
  const row = clientRow({ client_id: 'app', client_type: 'public', secret_kind: null, secret_hash: null })
  await db.run(insertClient, row)
  t.same(await db.first(findClient, { ...key, client_id: 'app' }), row)
})

await onBothDatabases(t, 'Clients: those of one tenant, by client_id', async (t, db) => {
  await givenClients(db)
  for (const client_id of ['b', 'z', 'a']) await db.run(insertClient, clientRow({ client_id }))
  t.same(
    (await db.all(listClients, { tenant_id: 'default' })).map(({ client_id }) => client_id),
    ['a', 'b', 'rp', 'z'],
  )
  t.equal((await db.all(listClients, { tenant_id: 'other' })).length, 1)
})

await onBothDatabases(t, 'Clients: metadata and lock change in one tenant alone', async (t, db) => {
  await givenClients(db)
  t.equal(
    await db.run(updateClient, { ...key, metadata: '{"scope":"openid"}', locked: 1, now: START + 1 }),
    1,
  )
  t.same(
    await db.first(findClient, key),
    clientRow({ metadata: '{"scope":"openid"}', locked: 1, updated_at: START + 1 }),
  )
  await untouched(t, db)
  t.equal(await db.run(updateClient, { ...key, client_id: 'none', metadata: '{}', locked: 0, now: START }), 0)
})

await onBothDatabases(t, 'Clients: a secret changes in one tenant alone', async (t, db) => {
  await givenClients(db)
  const secret = { secret_kind: 'argon2id', secret_hash: '$argon2id$...' } as const
  t.equal(await db.run(updateClientSecret, { ...key, ...secret, now: START + 1 }), 1)
  t.same(await db.first(findClient, key), clientRow({ ...secret, updated_at: START + 1 }))
  await untouched(t, db)
})

await onBothDatabases(t, 'Clients: one is deleted in one tenant alone', async (t, db) => {
  await givenClients(db)
  t.equal(await db.run(deleteClient, key), 1)
  t.equal(await db.run(deleteClient, key), 0)
  t.equal(await db.first(findClient, key), undefined)
  await untouched(t, db)
})

await onBothDatabases(t, 'Clients: no type and no kind of secret but those there are', async (t, db) => {
  await givenClients(db)
  for (const wrong of [{ client_type: 'native' }, { secret_kind: 'md5' }]) {
    await t.rejects(db.run(insertClient, clientRow({ client_id: 'new', ...(wrong as object) })))
  }
})
