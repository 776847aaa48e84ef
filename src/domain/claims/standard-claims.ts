/**
 * The standard claims, and which scope asks for which.
 *
 * Implements: OpenID Connect Core 1.0 §5.1, §5.4.
 */
import type { Scope } from '../scope.ts'
import type { User } from '../users/user.ts'

export const CLAIMS_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
}

export type Claims = Readonly<Record<string, unknown>>

/** The claims of the granted scopes that the person has; one without a value is left out (§5.3.2). */
export function claimsOfScope(user: User, scope: Scope): Claims {
  return claimsNamed(user, claimNamesOf(scope))
}

/** The names of the claims that a scope asks for. */
export const claimNamesOf = (scope: Scope): readonly string[] =>
  [...scope].flatMap((word) => CLAIMS_OF_SCOPE[word] ?? [])

/** Likewise, by their names. */
export function claimsNamed(user: User, names: readonly string[]): Claims {
  const attributes = attributesOf(user, user.sub)
  return Object.fromEntries(
    names.flatMap((name) => (attributes.has(name) ? [[name, attributes.get(name)]] : [])),
  )
}

/** All that could be told of a person, by the names of claims and by those of attributes. */
export function attributesOf(user: User, sub: string): ReadonlyMap<string, unknown> {
  const { username, email, email_verified } = user
  const attributes = new Map(Object.entries(user.claims))
    .set('preferred_username', username)
    .set('updated_at', user.updated_at)
    .set('sub', sub)
    .set('username', username)
  return email === undefined
    ? attributes
    : attributes.set('email', email).set('email_verified', email_verified)
}
