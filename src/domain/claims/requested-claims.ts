/**
 * Claims that a client asked for one by one: what is kept of them with a grant, and told by its tokens.
 *
 * Implements: OpenID Connect Core 1.0 §5.5, §5.5.1, §5.2.
 */

import type { User } from '../users/user.ts'
import { CLAIMS_OF_SCOPE, type Claims, claimsNamed } from './standard-claims.ts'

/** Where a claim is asked for. */
export const CLAIM_PLACES = ['id_token', 'userinfo'] as const

export type ClaimPlace = (typeof CLAIM_PLACES)[number]

/** Names of standard claims, for each place. */
export type RequestedClaims = Readonly<Record<ClaimPlace, readonly string[]>>

export const NO_CLAIMS: RequestedClaims = { id_token: [], userinfo: [] }

const OFFERED: ReadonlySet<string> = new Set(Object.values(CLAIMS_OF_SCOPE).flat())

/** Of any names those that a person can have, each once. A language is a wish (§5.2): there is one value of each. */
export function offeredClaims(names: readonly string[]): readonly string[] {
  const bare = names.map((name) => name.replace(/#.*$/s, ''))
  return [...new Set(bare.filter((name) => OFFERED.has(name)))]
}

/** As it stands in a grant: nothing where nothing is asked for. */
export function requestedClaimsText(requested: RequestedClaims): string | null {
  return CLAIM_PLACES.some((place) => requested[place].length > 0) ? JSON.stringify(requested) : null
}

const requestedClaimsOf = (text: string | null): RequestedClaims =>
  text === null ? NO_CLAIMS : JSON.parse(text)

/** Those of a place that the person has. */
export const claimsAskedFor = (user: User, text: string | null, place: ClaimPlace): Claims =>
  claimsNamed(user, requestedClaimsOf(text)[place])
