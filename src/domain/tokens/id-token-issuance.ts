/**
 * Issuing an ID token: what it says to its client, signed, and encrypted where the client wants that.
 *
 * Implements: OpenID Connect Core 1.0 §2, §3.1.3.3, §3.3.3.6, §16.14.
 */
import type { TenantDeps } from '../../deps.ts'
import { claimsOfSet } from '../claims/claim-set.ts'
import type { Claims } from '../claims/standard-claims.ts'
import { idTokenAlg, ttlOf } from '../clients/client.ts'
import { type EncryptDeps, encryptForClient } from '../clients/encrypt-for-client.ts'
import { asKnownTo } from '../clients/subject.ts'
import { sidClaim } from '../logout/session-client.ts'
import { type Companions, idTokenClaims, type Told } from './id-token.ts'

export type SignDeps = Pick<TenantDeps, 'tenant' | 'secrets' | 'sign'> & EncryptDeps

export async function signIdToken(deps: SignDeps, told: Told, companions: Companions): Promise<string> {
  const { tenant, parsed, sign } = deps
  const { client } = told
  const { alg, claims } = await idTokenToSign(deps, told, companions)
  const signed = await sign({ tenant, parsed, client_id: client.client_id, kind: 'id', alg, claims })
  return encryptForClient(deps, client, 'id_token', signed)
}

/** Of the person under the name by which the client knows her. */
export async function idTokenToSign(
  deps: Pick<TenantDeps, 'tenant' | 'secrets' | 'db' | 'parsed' | 'now'>,
  told: Told,
  companions: Companions,
): Promise<Readonly<{ alg: string; claims: Claims }>> {
  const { tenant, now } = deps
  const { client, standing, is_first } = told
  const user = asKnownTo(deps, client, standing.user)
  const alg = idTokenAlg(client, tenant)
  const lifetime = ttlOf(client, tenant.policy, 'id_token_ttl')
  const known = { ...told, standing: { ...standing, user } }
  const claims = {
    ...(is_first ? {} : await claimsOfSet(deps, client, standing.grant.claim_set_id)),
    ...idTokenClaims(known, companions, alg, tenant.issuer, now(), lifetime),
    ...sidClaim(deps, client, standing.grant.session_id),
  }
  return { alg, claims }
}
