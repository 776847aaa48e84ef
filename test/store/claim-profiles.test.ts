/**
 * Which clients have a claim profile, on both databases.
 */
import t from 'tap'
import { claimProfiles, listClientsWithProfile, lockClaimProfile } from '../../src/store/claim-profiles.ts'
import { insertClient } from '../../src/store/clients.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow } from '../helpers/rows.ts'
import { clientRow } from '../helpers/store-rows.ts'

await onBothDatabases(t, 'Claim profiles: the clients of one tenant that have any', async (t, db) => {
  for (const id of ['default', 'other']) await givenTenantRow(db, id)
  const given = (client_id: string, metadata: object, tenant_id = 'default') =>
    db.run(insertClient, clientRow({ client_id, metadata: JSON.stringify(metadata), tenant_id }))
  await given('b', { scope: 'openid', claim_profile: 'vts' })
  await given('a', { claim_profile: 'plain' })
  await given('c', { client_name: '"claim_profile":"vts"' })
  await given('d', { claim_profile: 'vts' }, 'other')
  t.same(await db.all(listClientsWithProfile, { tenant_id: 'default' }), [
    { client_id: 'a', metadata: '{"claim_profile":"plain"}' },
    { client_id: 'b', metadata: '{"scope":"openid","claim_profile":"vts"}' },
  ])
})

await onBothDatabases(t, 'Claim profiles: one that is deleted cannot be held on to', async (t, db) => {
  await givenTenantRow(db)
  const key = { tenant_id: 'default', id: 'vts' }
  await db.run(claimProfiles.insert, { ...key, claims: '{}', created_at: START, updated_at: START })
  await db.transaction(async (tx) => t.same(await tx.first(lockClaimProfile, key), { id: 'vts' }))
  await db.run(claimProfiles.delete, key)
  await db.transaction(async (tx) => t.equal(await tx.first(lockClaimProfile, key), undefined))
})
