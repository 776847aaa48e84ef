/**
 * Introspection: whether a token is good, and what it stands for, told to a client that may know.
 *
 * A client may know of what was issued to it, and one that is a resource of what is meant for it. One that is registered as a
 * resource server may know of every access token of its tenant, since it is there that these are used. Of everything else each
 * learns the same: that it is not active.
 *
 * Implements: RFC 7662 §2.1, §2.2, §2.3, §4; RFC 9470 §6.2.
 */
import { timeOfId } from '../../primitives/time-ordered-id.ts'
import type { AccessTokenRow } from '../../store/token-rows.ts'
import type { Client } from '../clients/client.ts'
import {
  type AuthDeps,
  authenticateClient,
  type ClientCredentials,
} from '../clients/client-authentication.ts'
import { OAuthError } from '../oauth-error.ts'
import { organizationClaims } from '../organizations/organization.ts'
import { optional, required } from '../parameters.ts'
import { accessTokenClaims, authenticationOf, findAccessTokenRow } from './access-token.ts'
import type { TokenStanding } from './grant-standing.ts'
import { findRefreshTokenRow } from './refresh-token.ts'
import { findTokenStanding, isMeantFor } from './token-standing.ts'

export type Introspection = Readonly<{ active: boolean } & Record<string, unknown>>

export type Introspected = Readonly<{ client: Client; introspection: Introspection }>

const INACTIVE: Introspection = { active: false }

/** @throws {OAuthError} `invalid_client`, for a public client too; `invalid_request` */
export async function introspectToken(deps: AuthDeps, credentials: ClientCredentials): Promise<Introspected> {
  const { parameters } = credentials
  const { client, method } = await authenticateClient(deps, credentials, '/introspect')
  if (method === 'none') {
    throw new OAuthError('invalid_client', 'A client must prove itself to introspect tokens.', {
      reason: 'introspection-unauthenticated',
    })
  }
  const token = required(parameters, 'token')
  // The hint would only spare a look-up, and may be wrong.
  optional(parameters, 'token_type_hint')
  const found =
    (await introspectAccess(deps, client, token)) ?? (await introspectRefresh(deps, client, token))
  const outcome = typeof found === 'object' ? { step: 'active' } : { step: 'inactive', rule: found }
  deps.notice({ flow: 'introspection', client_id: client.client_id, ...outcome })
  return { client, introspection: typeof found === 'object' ? found : INACTIVE }
}

/** @returns a text: the reason why it is not active, or not for this client to know; undefined: it is no access token */
async function introspectAccess(
  deps: AuthDeps,
  client: Client,
  token: string,
): Promise<Introspection | string | undefined> {
  const row = await findAccessTokenRow(deps, token)
  if (!row) return undefined
  if (row.revoked_at !== null) return 'token-revoked'
  if (row.expires_at <= deps.now()) return 'token-expired'
  const mayKnow = client.metadata.resource_server || isMeantFor(deps.tenant, row, client)
  const standing = await standingFor(deps, client, row, mayKnow)
  if (typeof standing === 'string') return standing
  return { active: true, token_type: 'Bearer', ...accessTokenClaims(deps.tenant, standing, row) }
}

/** Only the client itself has any use for one. */
async function introspectRefresh(
  deps: AuthDeps,
  client: Client,
  token: string,
): Promise<Introspection | string> {
  const row = await findRefreshTokenRow(deps, token)
  if (!row) return 'token-unknown'
  if (row.consumed_at !== null) return 'refresh-token-reused'
  if (row.expires_at <= deps.now()) return 'token-expired'
  const standing = await standingFor(deps, client, { ...row, client_id: null }, false)
  if (typeof standing === 'string') return standing
  const { grant, user, organization } = standing
  return {
    active: true,
    iss: deps.tenant.issuer,
    sub: user?.sub,
    client_id: grant.client_id,
    scope: grant.scope,
    iat: timeOfId(row.id),
    exp: row.expires_at,
    ...authenticationOf(grant),
    ...organizationClaims(organization),
  }
}

/** @returns the reason when it does not stand, or is not for the client to know */
async function standingFor(
  deps: AuthDeps,
  asking: Client,
  token: Pick<AccessTokenRow, 'grant_id' | 'client_id'>,
  mayKnow: boolean,
): Promise<TokenStanding | string> {
  const standing = await findTokenStanding(deps, token)
  if (typeof standing === 'string') return standing
  return standing.client.client_id === asking.client_id || mayKnow ? standing : 'client-mismatch'
}
