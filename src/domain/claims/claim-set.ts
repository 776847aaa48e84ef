/**
 * Claim sets: claims of an integration, the same for all its people, which go with the tokens of a sign-in that names it by
 * `ext-integration-id`.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1, §5.1.2.
 */
import type { TenantDeps } from '../../deps.ts'
import { claimSets } from '../../store/claim-sets.ts'
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Claims } from './standard-claims.ts'

type SetDeps = Pick<TenantDeps, 'db' | 'parsed' | 'tenant'>

/** @param id null: no integration was named */
export async function findClaimSet(
  { db, parsed, tenant }: SetDeps,
  id: string | null,
): Promise<Claims | undefined> {
  if (id === null) return undefined
  return parsed.get(`claim-set/${tenant.id}/${id}`, async () => {
    const row = await db.first(claimSets.find, { tenant_id: tenant.id, id })
    return row && (JSON.parse(row.claims) as Claims)
  })
}

/**
 * What of it a client is told. Whoever asks chooses the set, and a claim that the profile names is as the profile says: where
 * a person has none, there is none.
 */
export async function claimsOfSet(
  deps: SetDeps,
  { claim_profile: { claims } }: Pick<Client, 'claim_profile'>,
  id: string | null,
): Promise<Claims> {
  const set = Object.entries((await findClaimSet(deps, id)) ?? {})
  return Object.fromEntries(set.filter(([name]) => !claims.has(name)))
}

/**
 * @param claim_set_id as the request names it; undefined: it names none
 * @throws {OAuthError} `invalid_request` for one that the tenant does not have
 */
export async function checkClaimSet(deps: SetDeps, claim_set_id: string | undefined): Promise<void> {
  if (claim_set_id === undefined || (await findClaimSet(deps, claim_set_id))) return
  throw new OAuthError('invalid_request', 'ext-integration-id is not known.', {
    reason: 'claim-set-unknown',
    sent: claim_set_id,
  })
}
