/**
 * ID tokens: who signed in, when and how, told to one client.
 *
 * Implements: OpenID Connect Core 1.0 §2, §3.1.3.6, §3.2.2.10, §3.3.2.11, §5.4, §5.5, §12.2; FAPI 1.0 Part 2 §5.1.1.
 */
import { hash } from 'node:crypto'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { claimsAskedFor, claimsTold } from '../claims/told-claims.ts'
import type { Client } from '../clients/client.ts'
import { ALGORITHMS, type Algorithm } from '../keys/algorithms.ts'
import { organizationClaims } from '../organizations/organization.ts'
import type { Scope } from '../scope.ts'
import type { Standing } from './grant-standing.ts'

export type Told = Readonly<{
  client: Client
  standing: Standing
  /** What the client has. */
  scope: Scope
  /** The scopes whose claims it tells. */
  scope_told: Scope
  /** Another one follows, which tells of the person: this one says of her what was asked for by name alone. */
  is_first: boolean
  /** As it was sent with the authorization request; null: none was, or this is a refresh (§12.2). */
  nonce: string | null
}>

/** What goes with it, so that neither can be exchanged. */
export type Companions = Readonly<{
  access_token?: string | undefined
  code?: string | undefined
  /** In the front channel, where nothing else proves that it is the client's own (FAPI 1.0 Part 2 §5.1.1). */
  state?: string | undefined
}>

const HASHES = [
  ['at_hash', 'access_token'],
  ['c_hash', 'code'],
  ['s_hash', 'state'],
] as const

/**
 * @param alg the algorithm that will sign it
 * @param lifetime seconds until `exp`
 */
export function idTokenClaims(
  { client, standing: { grant, user, organization }, scope, scope_told, is_first, nonce }: Told,
  companions: Companions,
  alg: string,
  issuer: string,
  now: UnixSeconds,
  lifetime: number,
) {
  return {
    ...(is_first
      ? claimsAskedFor({ client, user }, 'id_token', grant.claims)
      : claimsTold({ client, user, scope }, 'id_token', grant.claims, scope_told)),
    ...organizationClaims(organization),
    iss: issuer,
    sub: user.sub,
    aud: client.client_id,
    exp: now + lifetime,
    iat: now,
    auth_time: grant.auth_time,
    acr: grant.acr,
    amr: grant.amr.split(' '),
    ...hashesOf(companions, alg),
    ...(nonce === null ? {} : { nonce }),
  }
}

function hashesOf(companions: Companions, alg: string): Readonly<Record<string, string>> {
  const hashes: Record<string, string> = {}
  for (const [name, of] of HASHES) {
    const text = companions[of]
    if (text !== undefined) hashes[name] = tokenHash(text, alg)
  }
  return hashes
}

/** §3.1.3.6: the left half of the hash that belongs to the signature's algorithm. */
export function tokenHash(token: string, alg: string): string {
  const hex = hash((ALGORITHMS[alg] as Algorithm).hash, token, 'hex')
  return Buffer.from(hex.slice(0, hex.length / 2), 'hex').toString('base64url')
}
