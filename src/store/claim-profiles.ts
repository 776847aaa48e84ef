/**
 * The shapes in which clients are told claims, and which clients have one.
 */
import { sql } from './kysely.ts'
import { namedClaims } from './named-claims.ts'
import { statement } from './statement.ts'

type Key = { tenant_id: string; id: string }

export const claimProfiles = namedClaims('claim_profile')

/** Changes nothing; another transaction that deletes it waits until this one has ended. */
export const lockClaimProfile = statement((q, p: Key) =>
  q
    .updateTable('claim_profile')
    .set(({ ref }) => ({ updated_at: ref('updated_at') }))
    .where('tenant_id', '=', p.tenant_id)
    .where('id', '=', p.id)
    .returning('id'),
)

/** The clients that have any, as their metadata says; an administrator alone gives it to them. */
export const listClientsWithProfile = statement((q, p: { tenant_id: string }) =>
  q
    .selectFrom('client')
    .select(['client_id', 'metadata'])
    .where('tenant_id', '=', p.tenant_id)
    .where('metadata', 'like', sql<string>`'%"claim_profile":"%'`)
    .orderBy('client_id'),
)
