/**
 * Consents, on both databases.
 */
import t from 'tap'
import { deleteClient, insertClient } from '../../src/store/clients.ts'
import { deleteConsent, findConsent, listConsents, upsertConsent } from '../../src/store/consents.ts'
import type { Db } from '../../src/store/database.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { deleteUser, insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { clientRow, tenantRow, userRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', user_id: userRow().id, client_id: 'rp' }
const consent = {
  ...key,
  scope: 'openid',
  claims: 'gender',
  resources: 'https://api.example/',
  given_at: START,
}

async function givenConsent(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertClient, clientRow())
  await db.run(insertUser, userRow())
  await db.run(upsertConsent, consent)
}

await onBothDatabases(
  t,
  'OpenID Connect Core 1.0 §3.1.2.4: one for a person and a client, the newest',
  async (t, db) => {
    await givenConsent(db)
    t.same(await db.first(findConsent, key), consent)
    const wider = { ...consent, scope: 'openid email', claims: 'gender birthdate', given_at: START + 5 }
    t.equal(await db.run(upsertConsent, wider), 1)
    t.same(await db.first(findConsent, key), wider)
  },
)

await onBothDatabases(t, 'Consents: of one tenant, person and client alone', async (t, db) => {
  await givenConsent(db)
  t.equal(await db.first(findConsent, { ...key, tenant_id: 'other' }), undefined)
  t.equal(await db.first(findConsent, { ...key, client_id: 'app' }), undefined)
  t.equal(await db.first(findConsent, { ...key, user_id: Buffer.alloc(16) }), undefined)
})

await onBothDatabases(t, 'Consents: gone with the client, and with the person', async (t, db) => {
  await givenConsent(db)
  await db.run(deleteClient, { tenant_id: 'default', client_id: 'rp' })
  t.equal(await db.first(findConsent, key), undefined)
  await db.run(insertClient, clientRow())
  await db.run(upsertConsent, consent)
  await db.run(deleteUser, { tenant_id: 'default', id: key.user_id })
  t.equal(await db.first(findConsent, key), undefined)
})

await onBothDatabases(t, 'Consents: a person sees them all, and takes one back', async (t, db) => {
  await givenConsent(db)
  await db.run(insertClient, clientRow({ client_id: 'app' }))
  const other = { ...consent, client_id: 'app' }
  await db.run(upsertConsent, other)
  t.same(await db.all(listConsents, key), [other, consent])
  t.same(await db.all(listConsents, { ...key, tenant_id: 'other' }), [])
  t.equal(await db.run(deleteConsent, { ...key, tenant_id: 'other' }), 0)
  t.equal(await db.run(deleteConsent, key), 1)
  t.equal(await db.run(deleteConsent, key), 0)
  t.same(await db.all(listConsents, key), [other])
})
