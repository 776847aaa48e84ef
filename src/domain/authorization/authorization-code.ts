/**
 * Authorization codes: issued with the grant they stand for, alive for `code_ttl` seconds.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.5; RFC 6749 §4.1.2.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { handleText, newHandle, timeOrderedId } from '../../primitives/time-ordered-id.ts'
import { insertCode } from '../../store/authorization-codes.ts'
import type { Tx } from '../../store/database.ts'
import { insertGrant } from '../../store/grants.ts'
import { finishInteraction } from '../../store/interactions.ts'
import { isStillLive, type Session, touchSession } from '../authentication/session.ts'
import { ttlOf } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import { scopeText } from '../scope.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { RedirectTarget } from './redirect-target.ts'

type IssueDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random'>

/**
 * Answers the request: the grant, its code and the end of the interaction are one transaction.
 *
 * @param interaction_id the interaction that is answered by it; undefined: nobody had to be asked
 * @returns undefined when the interaction was answered already
 * @throws {OAuthError} `login_required` when the session was ended since it was read; nothing is written then
 */
export async function issueCode(
  deps: IssueDeps,
  request: AuthorizationRequest,
  target: RedirectTarget,
  session: Session,
  interaction_id: Buffer | undefined,
): Promise<string | undefined> {
  const { db, tenant, now } = deps
  return db.transaction(async (tx) => {
    const answered = { tenant_id: tenant.id, id: interaction_id ?? session.id, now: now() }
    if (interaction_id && !(await tx.first(finishInteraction, answered))) return undefined
    if (!(await isStillLive(deps, tx, session))) throw sessionEnded()
    await touchSession(deps, tx, session)
    return insertGrantAndCode(deps, tx, request, target, session)
  })
}

const sessionEnded = () =>
  new OAuthError('login_required', 'The person signed out meanwhile.', { reason: 'session-ended' })

async function insertGrantAndCode(
  { tenant, now, random }: IssueDeps,
  tx: Tx,
  request: AuthorizationRequest,
  { client, redirect_uri }: RedirectTarget,
  session: Session,
): Promise<string> {
  const grant_id = timeOrderedId(now(), random, 'grant')
  const expires_at = now() + ttlOf(client, tenant.policy, 'code_ttl')
  await tx.run(insertGrant, {
    id: grant_id,
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
    created_at: now(),
    // Long enough for the access token that follows, so that issuing it need not move the grant's end.
    expires_at: expires_at + ttlOf(client, tenant.policy, 'access_token_ttl'),
    revoked_at: null,
  })
  const handle = newHandle(now(), random, 'code')
  await tx.run(insertCode, {
    id: handle.id,
    tenant_id: tenant.id,
    secret_hash: sha256(handle.secret),
    grant_id,
    redirect_uri,
    redirect_uri_is_only: client.metadata.redirect_uris.length === 1 ? 1 : 0,
    code_challenge: request.code_challenge ?? null,
    expires_at,
    consumed_at: null,
  })
  return handleText(handle)
}
