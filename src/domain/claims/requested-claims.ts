/**
 * Claims that a client asked for one by one: what is kept of them with a grant, and told by its tokens.
 *
 * Implements: OpenID Connect Core 1.0 §5.5, §5.5.1, §5.2.
 */

import type { Scope } from '../scope.ts'
import { type ClaimMapping, TOLD_IN } from './claim-mapping.ts'
import { type ClaimProfile, isTold } from './claim-profile.ts'
import { CLAIMS_OF_SCOPE, claimNamesOf } from './standard-claims.ts'

/** Where a claim is asked for. */
export const CLAIM_PLACES = ['id_token', 'userinfo'] as const

export type ClaimPlace = (typeof CLAIM_PLACES)[number]

/** Names of claims, for each place. */
export type RequestedClaims = Readonly<Record<ClaimPlace, readonly string[]>>

export const NO_CLAIMS: RequestedClaims = { id_token: [], userinfo: [] }

const OFFERED: ReadonlySet<string> = new Set(Object.values(CLAIMS_OF_SCOPE).flat())

/**
 * Of any names those that a person can have, or that the client's profile has, each once. A language is a wish (§5.2): there
 * is one value of each.
 */
export function offeredClaims(names: readonly string[], { claims }: ClaimProfile): readonly string[] {
  const bare = names.map((name) => name.replace(/#.*$/s, ''))
  return [...new Set(bare.filter((name) => OFFERED.has(name) || claims.has(name)))]
}

/**
 * What a client is told of a person beside what its scope asks for: by name, or because its profile says so. By the names of
 * the attributes that it comes from, which are what a person knows, and not by those that the profile gives them.
 */
export function claimsBeyondScope(
  { claims }: ClaimProfile,
  scope: Scope,
  { id_token, userinfo }: RequestedClaims,
): ReadonlySet<string> {
  const asked = new Set([...id_token, ...userinfo])
  if (asked.size === 0 && claims.size === 0) return asked
  const told = [...claims].flatMap(([name, mapping]) =>
    asked.has(name) || TOLD_IN.some((place) => isTold(mapping, place, scope)) ? sourceOf(mapping) : [],
  )
  return asked
    .difference(claims)
    .union(new Set(told))
    .difference(new Set(claimNamesOf(scope)))
}

/** The sub and what is the same for everybody tell nothing that a sign-in does not. */
function sourceOf({ from }: ClaimMapping): readonly string[] {
  if (from === undefined || from === 'sub') return []
  return [from === 'username' ? 'preferred_username' : from]
}

/** As it stands in a grant: nothing where nothing is asked for. */
export function requestedClaimsText(requested: RequestedClaims): string | null {
  return CLAIM_PLACES.some((place) => requested[place].length > 0) ? JSON.stringify(requested) : null
}

/** @param text as it stands in a grant */
export const requestedClaimsOf = (text: string | null): RequestedClaims =>
  text === null ? NO_CLAIMS : JSON.parse(text)
