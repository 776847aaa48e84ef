/**
 * The refresh token grant: each token is used once and gives way to a successor; one that comes back was stolen.
 *
 * A client that lost our answer may ask again for a moment. No token is stored for that: the successor's secret is
 * derived from its predecessor's, so that who has the one can be given the other again.
 *
 * Implements: RFC 6749 §6; RFC 8707 §2.2; OpenID Connect Core 1.0 §12.1, §12.2; RFC 9700 §4.14.2.
 */
import type { TenantDeps } from '../../deps.ts'
import { hmacSha256 } from '../../primitives/digest.ts'
import { type Handle, parseHandle, secretMatches, timeOrderedId } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import { revokeGrant } from '../../store/grants.ts'
import { consumeRefreshToken, findRefreshToken } from '../../store/refresh-tokens.ts'
import type { RefreshTokenRow } from '../../store/token-rows.ts'
import type { Client } from '../clients/client.ts'
import type { AuthenticatedClient } from '../clients/client-authentication.ts'
import type { EncryptDeps } from '../clients/encrypt-for-client.ts'
import { OAuthError } from '../oauth-error.ts'
import { isAssigned } from '../organizations/admission.ts'
import { optional, type Parameters, required } from '../parameters.ts'
import { type Resources, resourcesOfText } from '../resources/resource.ts'
import { narrowedResources, parseResources, resourceNotGranted } from '../resources/resource-parameter.ts'
import { parseScope, type Scope, scopeOfText } from '../scope.ts'
import { findStanding } from './grant-standing.ts'
import { type Issued, insertTokens, signTokens, type TokenResponse } from './issuance.ts'
import { narrowedScope } from './narrowed-scope.ts'

/** For how many seconds a spent token gives its successor again, as long as nobody has used that one. */
const REPLAY_WINDOW = 10

type RefreshDeps = Pick<TenantDeps, 'tenant' | 'random' | 'sign' | 'secrets'> & EncryptDeps

type Refreshment = Readonly<{
  client: Client
  handle: Handle
  /** undefined: all that was granted. */
  asked: Scope | undefined
  /** Empty: all that were granted. */
  resources: Resources
}>

/** @throws {OAuthError} `invalid_grant` for every fault of the token; `invalid_scope` and `invalid_target` for more than was granted (§6, RFC 8707 §2.2) */
export async function refreshTokenGrant(
  deps: RefreshDeps,
  { client }: AuthenticatedClient,
  parameters: Parameters,
): Promise<TokenResponse> {
  const handle = parseHandle(required(parameters, 'refresh_token'))
  const scope = optional(parameters, 'scope')
  const asked = scope === undefined ? undefined : parseScope(scope)
  const resources = parseResources(parameters, deps.tenant, client)
  if (!handle) throw refused('refresh-token-unknown')
  const outcome = await deps.db.transaction((tx) => rotate(deps, tx, { client, handle, asked, resources }))
  if (outcome === 'reused') throw refused('refresh-token-reused')
  return signTokens(deps, outcome)
}

/**
 * Spends the token first, so that of two uses at the same time exactly one is the first. A refusal that must leave the
 * token as it was is thrown, since that undoes it; theft is returned, since the revocation must stay.
 */
async function rotate(
  deps: RefreshDeps,
  tx: Tx,
  { client, handle, asked, resources: asked_for }: Refreshment,
): Promise<Issued | 'reused'> {
  const { tenant, now, random } = deps
  const key = { tenant_id: tenant.id, id: handle.id }
  const successor_id = timeOrderedId(now(), random, 'refresh-token')
  const spent = await tx.first(consumeRefreshToken, { ...key, successor_id, now: now() })
  const token = spent ?? (await tx.first(findRefreshToken, key))
  if (!token || !secretMatches(handle, token.secret_hash)) throw refused('refresh-token-unknown')
  const standing = await findStanding(deps, tx, token.grant_id)
  if (typeof standing === 'string') throw refused(standing)
  if (standing.grant.client_id !== client.client_id) throw refused('client-mismatch')
  if (!(await isAssigned(deps, tx, client, standing.user.id))) throw refused('client-not-assigned')
  const successor = spent ? successor_id : await findUnusedSuccessor(deps, tx, token)
  if (!successor) {
    await tx.run(revokeGrant, { tenant_id: tenant.id, id: standing.grant.id, now: now() })
    return 'reused'
  }
  if (token.expires_at <= now()) throw refused('refresh-token-expired')
  const refresh = { handle: { id: successor, secret: successorSecret(deps, handle) }, isWritten: !spent }
  const scope = narrowedScope(scopeOfText(standing.grant.scope), asked)
  const resources = narrowedResources(tenant, resourcesOfText(standing.grant.resources), asked_for)
  if (!resources) throw resourceNotGranted(asked_for)
  return insertTokens(deps, tx, { client, standing, scope, resources, nonce: null, refresh })
}

/** The successor that a lost answer named, while it may be given again. */
async function findUnusedSuccessor(
  { tenant, now }: RefreshDeps,
  tx: Tx,
  { consumed_at, successor_id }: RefreshTokenRow,
): Promise<Buffer | undefined> {
  if (consumed_at === null || successor_id === null || consumed_at + REPLAY_WINDOW < now()) return undefined
  const successor = await tx.first(findRefreshToken, { tenant_id: tenant.id, id: successor_id })
  return successor?.consumed_at === null ? successor_id : undefined
}

const successorSecret = ({ secrets }: RefreshDeps, { secret }: Handle): Buffer =>
  hmacSha256(secrets.derive('refresh-token-successor'), secret)

function refused(reason: string): OAuthError {
  return new OAuthError(
    'invalid_grant',
    'The refresh token is unknown, expired, used or revoked, or belongs to another client.',
    { reason },
  )
}
