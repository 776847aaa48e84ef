/**
 * What a client is told of a person in one place: the claims of its scope, those of its profile, and those that it asked for
 * one by one.
 *
 * Implements: OpenID Connect Core 1.0 §5.4, §5.5, §5.1.2.
 */
import type { Client } from '../clients/client.ts'
import type { Scope } from '../scope.ts'
import type { User } from '../users/user.ts'
import type { ToldIn } from './claim-mapping.ts'
import { claimsInProfile, isTold } from './claim-profile.ts'
import { type ClaimPlace, requestedClaimsOf } from './requested-claims.ts'
import { type Claims, claimNamesOf } from './standard-claims.ts'

type Told = Readonly<{
  client: Pick<Client, 'claim_profile'>
  /** As the client knows her. */
  user: User
  /** What the client has. */
  scope: Scope
}>

/**
 * @param asked_for as the grant has it: claims that were asked for one by one
 * @param scope_told the scope whose claims are told there
 */
export function claimsTold(
  { client, user, scope }: Told,
  place: ClaimPlace,
  asked_for: string | null,
  scope_told: Scope,
): Claims {
  const profile = client.claim_profile
  const names = [
    // A claim that the profile names is told where the profile says, and nowhere else unasked.
    ...claimNamesOf(scope_told).filter((name) => !profile.claims.has(name)),
    ...namesToldIn(place, client, scope),
    ...requestedClaimsOf(asked_for)[place],
  ]
  return claimsInProfile(profile, user, names)
}

/** Those alone. */
export const claimsAskedFor = (
  { client, user }: Omit<Told, 'scope'>,
  place: ClaimPlace,
  asked_for: string | null,
): Claims => claimsInProfile(client.claim_profile, user, requestedClaimsOf(asked_for)[place])

/** What the profile says of a person in access tokens: a scope alone puts nothing there. */
export const claimsInAccessToken = ({ client, user, scope }: Told): Claims =>
  claimsInProfile(client.claim_profile, user, namesToldIn('access_token', client, scope))

const namesToldIn = (
  place: ToldIn,
  { claim_profile }: Pick<Client, 'claim_profile'>,
  scope: Scope,
): readonly string[] =>
  [...claim_profile.claims].flatMap(([name, mapping]) => (isTold(mapping, place, scope) ? [name] : []))
