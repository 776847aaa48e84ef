/**
 * Userinfo: what the bearer of an access token may know of the person, as it is now.
 *
 * Implements: OpenID Connect Core 1.0 §5.3, §5.3.1, §5.3.2, §5.4, §5.5; RFC 6750 §3.1; RFC 9068 §4.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import { organizationClaims } from '../organizations/organization.ts'
import { isForUserinfo, resourcesOfText } from '../resources/resource.ts'
import { type Scope, scopeOfText } from '../scope.ts'
import { findAccessTokenRow } from '../tokens/access-token.ts'
import type { Standing } from '../tokens/grant-standing.ts'
import { findTokenStanding } from '../tokens/token-standing.ts'
import { claimsOfSet } from './claim-set.ts'
import type { Claims } from './standard-claims.ts'
import { claimsTold } from './told-claims.ts'

type UserinfoDeps = Pick<TenantDeps, 'db' | 'secrets' | 'now' | 'parsed' | 'tenant' | 'notice'>

/**
 * @param token undefined: the request had none
 * @throws {OAuthError} `invalid_token`, or `insufficient_scope` without openid
 */
export async function userinfo(
  deps: UserinfoDeps,
  token: string | undefined,
): Promise<Readonly<{ client: Client; claims: Claims }>> {
  const { tenant, now } = deps
  if (token === undefined) throw invalidToken('token-missing')
  const access = await findAccessTokenRow(deps, token)
  if (!access) throw invalidToken('token-unknown')
  if (access.revoked_at !== null) throw invalidToken('token-revoked')
  if (access.expires_at <= now()) throw invalidToken('token-expired')
  if (!isForUserinfo(tenant, resourcesOfText(access.resources))) throw invalidToken('token-for-another')
  const standing = await findTokenStanding(deps, access)
  if (typeof standing === 'string') throw invalidToken(standing)
  const { client, user } = standing
  if (!user) throw invalidToken('grant-without-person')
  const scope = scopeOfText(access.scope)
  if (!scope.has('openid')) {
    throw new OAuthError('insufficient_scope', 'The access token does not have the scope openid.', {
      reason: 'scope-without-openid',
      sent: access.scope,
      expected: 'openid',
    })
  }
  deps.notice({ flow: 'userinfo', step: 'claims-told', client_id: client.client_id })
  return { client, claims: await userinfoClaims(deps, { ...standing, user }, scope) }
}

/** What such a token gets to know, of the person as its client knows her. */
export async function userinfoClaims(
  deps: Pick<TenantDeps, 'db' | 'parsed' | 'tenant'>,
  { client, grant, user, organization }: Standing & Readonly<{ client: Client }>,
  scope: Scope,
): Promise<Claims> {
  const claim_set = await claimsOfSet(deps, client, grant.claim_set_id)
  const told = claimsTold({ client, user, scope }, 'userinfo', grant.claims, scope)
  return { ...claim_set, ...told, ...organizationClaims(organization), sub: user.sub }
}

function invalidToken(reason: string): OAuthError {
  const description =
    reason === 'token-missing'
      ? 'The request has no access token.'
      : 'The access token is unknown, expired, revoked, or for another resource.'
  return new OAuthError('invalid_token', description, { reason })
}
