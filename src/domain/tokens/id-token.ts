/**
 * ID tokens: who signed in, when and how, told to one client.
 *
 * Implements: OpenID Connect Core 1.0 §2, §3.1.3.6, §5.4, §12.2.
 */
import { hash } from 'node:crypto'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { claimsOfScope } from '../claims/standard-claims.ts'
import type { Client } from '../clients/client.ts'
import { ALGORITHMS, type Algorithm } from '../keys/algorithms.ts'
import type { Scope } from '../scope.ts'
import type { Standing } from './grant-standing.ts'

type Told = Readonly<{
  client: Client
  standing: Standing
  scope: Scope
  /** As it was sent with the authorization request; null: none was, or this is a refresh (§12.2). */
  nonce: string | null
}>

/**
 * @param alg the algorithm that will sign it
 * @param lifetime seconds until `exp`
 */
export function idTokenClaims(
  { client, standing: { grant, user }, scope, nonce }: Told,
  access_token: string,
  alg: string,
  issuer: string,
  now: UnixSeconds,
  lifetime: number,
) {
  return {
    ...(client.metadata.id_token_claims ? claimsOfScope(user, scope) : {}),
    iss: issuer,
    sub: user.sub,
    aud: client.client_id,
    exp: now + lifetime,
    iat: now,
    auth_time: grant.auth_time,
    acr: grant.acr,
    amr: grant.amr.split(' '),
    at_hash: tokenHash(access_token, alg),
    ...(nonce === null ? {} : { nonce }),
  }
}

/** §3.1.3.6: the left half of the hash that belongs to the signature's algorithm. */
export function tokenHash(token: string, alg: string): string {
  const digest = hash((ALGORITHMS[alg] as Algorithm).hash, token, 'buffer')
  return digest.subarray(0, digest.length / 2).toString('base64url')
}
