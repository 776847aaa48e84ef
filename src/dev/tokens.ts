/**
 * What the demo application holds after a sign-in, and what a refresh changed of it.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.3.3, §12.2; RFC 6749 §5.1, §6.
 */
import type { IDToken, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client'

/** What is asked for: everything that a person can have, and a refresh token. */
export const SCOPE = 'openid profile email address phone offline_access'

export type Tokens = Readonly<{
  id_token: string
  claims: IDToken
  /** Of the ID token's header. */
  alg: string
  kid: string
  access_token: string
  /** undefined: the server did not say. */
  expires_at: number | undefined
  scope: string
  refresh_token: string
}>

type Response = TokenEndpointResponse & TokenEndpointResponseHelpers

/**
 * @param before what a refresh starts from: what its answer leaves out stays as it was (RFC 6749 §6)
 * @throws {Error} when the answer lacks what the demo application is registered for, or is about somebody else
 */
export function readTokens(response: Response, before: Tokens | undefined, now: number): Tokens {
  const { id_token = before?.id_token, refresh_token = before?.refresh_token, scope } = response
  const claims = response.claims() ?? before?.claims
  if (id_token === undefined || claims === undefined || refresh_token === undefined) {
    throw new Error('The answer holds no ID token or no refresh token.')
  }
  // Core §12.2: the same person, or none.
  if (before && before.claims.sub !== claims.sub) throw new Error('The new ID token is about somebody else.')
  const lasts = response.expiresIn()
  return {
    ...headerOf(id_token),
    id_token,
    claims,
    access_token: response.access_token,
    expires_at: lasts === undefined ? undefined : now + lasts,
    scope: scope ?? before?.scope ?? SCOPE,
    refresh_token,
  }
}

/** The names of claims and tokens that are not what they were. */
export function changesBetween(before: Tokens, after: Tokens): ReadonlySet<string> {
  const claims = Object.keys(after.claims).filter(
    (name) => JSON.stringify(before.claims[name]) !== JSON.stringify(after.claims[name]),
  )
  const tokens = (['id_token', 'access_token', 'refresh_token'] as const).filter(
    (name) => before[name] !== after[name],
  )
  return new Set([...claims, ...tokens])
}

function headerOf(jwt: string): { alg: string; kid: string } {
  const { alg, kid } = JSON.parse(Buffer.from(jwt.slice(0, jwt.indexOf('.')), 'base64url').toString())
  return { alg, kid }
}
