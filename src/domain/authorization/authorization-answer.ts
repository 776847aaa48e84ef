/**
 * The answer to an authorization request: a grant, and under it a code, tokens of the front channel, or both.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.5, §3.2.2.5, §3.2.2.9, §3.3.2.5, §3.3.2.9, §5.4; RFC 6749 §4.1.2, §4.2.2;
 * OAuth 2.0 Multiple Response Type Encoding Practices §3, §5.
 */
import type { TenantDeps } from '../../deps.ts'
import { timeOrderedId } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import { insertGrant } from '../../store/grants.ts'
import { finishInteraction } from '../../store/interactions.ts'
import type { GrantRow } from '../../store/token-rows.ts'
import { isStillLive, type Session, touchSession } from '../authentication/session.ts'
import { requestedClaimsText } from '../claims/requested-claims.ts'
import { type Client, ttlOf } from '../clients/client.ts'
import type { EncryptDeps } from '../clients/encrypt-for-client.ts'
import { asksFor, isFrontChannel, type ResponseType } from '../clients/response-type.ts'
import { noteSessionClient } from '../logout/session-client.ts'
import { OAuthError } from '../oauth-error.ts'
import { resourcesText } from '../resources/resource.ts'
import { type Scope, scopeText } from '../scope.ts'
import { findStanding } from '../tokens/grant-standing.ts'
import { signIdToken } from '../tokens/id-token-issuance.ts'
import {
  type Issuance,
  type Issued,
  insertTokens,
  NO_SCOPE,
  signAccessToken,
  usualScopeTold,
} from '../tokens/issuance.ts'
import { issueCode } from './authorization-code.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { spendPushedRequest } from './pushed-request.ts'
import type { RedirectTarget } from './redirect-target.ts'

/** The parameters of the answer, but for those that every answer has. */
export type AuthorizationAnswer = Readonly<Record<string, string>>

type IssueDeps = Pick<TenantDeps, 'tenant' | 'random' | 'secrets' | 'sign'> & EncryptDeps

/**
 * Answers the request: the grant, what is issued under it and the end of the interaction are one transaction.
 *
 * @param interaction_id the interaction that is answered by it; undefined: nobody had to be asked
 * @returns undefined when the interaction was answered already
 * @throws {OAuthError} `login_required` when the session was ended since it was read, `invalid_request_uri` when what was
 *   pushed was answered already; nothing is written then
 */
export async function issueAnswer(
  deps: IssueDeps,
  request: AuthorizationRequest,
  target: RedirectTarget,
  session: Session,
  interaction_id: Buffer | undefined,
): Promise<AuthorizationAnswer | undefined> {
  const { db, tenant, now } = deps
  const written = await db.transaction(async (tx) => {
    const answered = { tenant_id: tenant.id, id: interaction_id ?? session.id, now: now() }
    if (interaction_id && !(await tx.first(finishInteraction, answered))) return undefined
    if (!(await isStillLive(deps, tx, session))) throw sessionEnded('session-ended')
    await spendPushedRequest(deps, tx, request.pushed_request_id)
    await touchSession(deps, tx, session)
    const grant = grantOf(deps, request, target.client, session)
    await tx.run(insertGrant, grant)
    await noteSessionClient(deps, tx, target.client, session)
    const code = asksFor(request.response_type, 'code')
      ? await issueCode(deps, tx, grant.id, request, target)
      : undefined
    const tokens = isFrontChannel(request.response_type)
      ? await insertFrontChannel(deps, tx, request, target.client, grant.id)
      : undefined
    return { code, tokens }
  })
  if (!written) return undefined
  const code = written.code === undefined ? {} : { code: written.code }
  return written.tokens ? signFrontChannel(deps, request, target, written.tokens, code) : code
}

const sessionEnded = (reason: string) =>
  new OAuthError('login_required', 'The person signed out meanwhile.', { reason })

export function grantOf(
  { tenant, now, random }: Pick<IssueDeps, 'tenant' | 'now' | 'random'>,
  request: AuthorizationRequest,
  client: Client,
  session: Session,
): GrantRow {
  const lasts = ttlOf(client, tenant.policy, 'code_ttl') + ttlOf(client, tenant.policy, 'access_token_ttl')
  return {
    id: timeOrderedId(now(), random, 'grant'),
    tenant_id: tenant.id,
    client_id: client.client_id,
    user_id: session.user_id,
    session_id: session.id,
    scope: scopeText(request.scope),
    nonce: request.nonce ?? null,
    auth_time: session.auth_time,
    amr: session.amr.join(' '),
    acr: session.acr,
    outlives_session: request.scope.has('offline_access') ? 1 : 0,
    claims: requestedClaimsText(request.claims),
    resources: resourcesText(request.resources),
    claim_set_id: request.claim_set_id ?? null,
    organization_id: request.organization_id ?? null,
    connection_id: session.connection_id ?? null,
    created_at: now(),
    // Long enough for the access token that follows a code, so that issuing it need not move the grant's end.
    expires_at: now() + lasts,
    revoked_at: null,
  }
}

/** What the rows of the front channel stand for, until it is signed. */
type FrontChannel = Readonly<{ issuance: Issuance; access: Issued | undefined }>

/** A refresh token never goes through the browser (RFC 6749 §4.2.2). */
async function insertFrontChannel(
  deps: IssueDeps,
  tx: Tx,
  { response_type, scope, resources }: AuthorizationRequest,
  client: Client,
  grant_id: Buffer,
): Promise<FrontChannel> {
  const standing = await findStanding(deps, tx, grant_id)
  if (typeof standing === 'string') throw sessionEnded(standing)
  const { nonce } = standing.grant
  const issuance: Issuance = { client, standing, scope, resources, nonce, refresh: undefined }
  const access = asksFor(response_type, 'token') ? await insertTokens(deps, tx, issuance) : undefined
  return { issuance, access }
}

/** After the commit: a signature inside would hold up every other transaction. */
async function signFrontChannel(
  deps: IssueDeps,
  { response_type }: AuthorizationRequest,
  { state }: RedirectTarget,
  { issuance, access }: FrontChannel,
  code: Readonly<{ code?: string }>,
): Promise<AuthorizationAnswer> {
  const token = access && { access_token: await signAccessToken(deps, access) }
  const told = access && {
    ...token,
    token_type: 'Bearer',
    expires_in: String(access.expires_in),
    // RFC 6749 §A.4: an empty one is none.
    ...(access.scope.size === 0 ? {} : { scope: scopeText(access.scope) }),
  }
  if (!asksFor(response_type, 'id_token')) return { ...code, ...told }
  const tells = { scope_told: scopeTold(response_type, issuance), is_first: asksFor(response_type, 'code') }
  const id_token = await signIdToken(deps, { ...issuance, ...tells }, { ...code, ...token, state })
  return { ...code, ...told, id_token }
}

/**
 * Core §5.4: without an access token the ID token is the only place for them. Where another ID token follows from the token
 * endpoint, that one tells them, and not the one that passes through addresses (§3.3.3.6).
 */
export function scopeTold(
  response_type: ResponseType,
  { client, scope }: Pick<Issuance, 'client' | 'scope'>,
): Scope {
  if (response_type === 'id_token') return scope
  return asksFor(response_type, 'code') ? NO_SCOPE : usualScopeTold(client, scope)
}
