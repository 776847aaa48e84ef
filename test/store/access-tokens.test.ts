/**
 * Access tokens, on both databases.
 */
import t from 'tap'
import { findAccessToken, insertAccessToken, revokeAccessToken } from '../../src/store/access-tokens.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { accessTokenRow, tenantRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', id: accessTokenRow().id }
const foreign = { ...key, tenant_id: 'other' }

await onBothDatabases(t, 'RFC 9068 §2.2: a token is found by its jti, in its tenant alone', async (t, db) => {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  for (const secret_hash of [null, Buffer.alloc(32, 1)]) {
    const id = Buffer.alloc(16, secret_hash === null ? 1 : 2)
    const exchanged = { resources: 'urn:a urn:b', client_id: 'notes', act: '{"sub":"notes"}' }
    const row = accessTokenRow({ id, secret_hash, ...(secret_hash ? exchanged : {}) })
    await db.run(insertAccessToken, row)
    t.same(await db.first(findAccessToken, { ...key, id }), row)
    t.equal(await db.first(findAccessToken, { ...foreign, id }), undefined)
  }
})

await onBothDatabases(t, 'RFC 7009 §2.1: a token is revoked once, in its tenant alone', async (t, db) => {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertAccessToken, accessTokenRow())
  t.equal(await db.run(revokeAccessToken, { ...foreign, now: START + 1 }), 0)
  t.equal(await db.run(revokeAccessToken, { ...key, now: START + 1 }), 1)
  t.equal(await db.run(revokeAccessToken, { ...key, now: START + 2 }), 0)
  t.same(await db.first(findAccessToken, key), accessTokenRow({ revoked_at: START + 1 }))
})
