/**
 * The authorization code grant: a code, once, for tokens. The code is spent even when a later check fails.
 *
 * Implements: RFC 6749 §4.1.2, §4.1.3, §4.1.4; OpenID Connect Core 1.0 §3.1.3; RFC 7636 §4.6; RFC 8707 §2.2; RFC 9700 §4.8.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { type Handle, parseHandle, secretMatches } from '../../primitives/time-ordered-id.ts'
import * as codes from '../../store/authorization-codes.ts'
import type { Tx } from '../../store/database.ts'
import { revokeGrant } from '../../store/grants.ts'
import type { AuthorizationCodeRow } from '../../store/token-rows.ts'
import type { AuthenticatedClient } from '../clients/client-authentication.ts'
import type { EncryptDeps } from '../clients/encrypt-for-client.ts'
import { OAuthError } from '../oauth-error.ts'
import { isAssigned } from '../organizations/admission.ts'
import { optional, type Parameters, required } from '../parameters.ts'
import { type Resources, resourcesOfText } from '../resources/resource.ts'
import { narrowedResources, parseResources, resourceNotGranted } from '../resources/resource-parameter.ts'
import { scopeOfText } from '../scope.ts'
import { codeVerifierFault } from './code-verifier.ts'
import { firstRefreshToken } from './first-refresh-token.ts'
import { findStanding } from './grant-standing.ts'
import { type Issued, insertTokens, signTokens, type TokenResponse } from './issuance.ts'

type Redemption = Readonly<{
  requester: AuthenticatedClient
  handle: Handle | undefined
  redirect_uri: string | undefined
  code_verifier: string | undefined
  resources: Resources
}>

type RedeemDeps = Pick<TenantDeps, 'tenant' | 'random' | 'secrets' | 'sign'> & EncryptDeps

/** @throws {OAuthError} `invalid_grant` for every fault of the code; the log alone learns which; `invalid_target` */
export async function authorizationCodeGrant(
  deps: RedeemDeps,
  requester: AuthenticatedClient,
  parameters: Parameters,
): Promise<TokenResponse> {
  const redemption: Redemption = {
    requester,
    handle: parseHandle(required(parameters, 'code')),
    redirect_uri: optional(parameters, 'redirect_uri'),
    code_verifier: optional(parameters, 'code_verifier'),
    resources: parseResources(parameters, deps.tenant, requester.client),
  }
  const outcome = await deps.db.transaction((tx) => redeem(deps, tx, redemption))
  if (typeof outcome !== 'string') return signTokens(deps, outcome)
  if (outcome === 'resource-not-granted') throw resourceNotGranted(redemption.resources)
  throw new OAuthError(
    'invalid_grant',
    'The code is unknown, expired or used, or this request does not fit the one it was issued for.',
    { reason: outcome },
  )
}

/** @returns the reason when the code gives nothing: a throw would undo that it is spent, and the revocation */
async function redeem(deps: RedeemDeps, tx: Tx, redemption: Redemption): Promise<Issued | string> {
  const { tenant, now } = deps
  const { handle, requester } = redemption
  if (!handle) return 'code-unknown'
  const code = await tx.first(codes.consumeCode, { tenant_id: tenant.id, id: handle.id, now: now() })
  if (!code) return replay(deps, tx, handle)
  if (!secretMatches(handle, code.secret_hash)) return 'code-unknown'
  const standing = await findStanding(deps, tx, code.grant_id)
  if (typeof standing === 'string') return standing
  const { grant, user } = standing
  const { client } = requester
  if (grant.client_id !== client.client_id) return 'client-mismatch'
  if (!(await isAssigned(deps, tx, client, user.id))) return 'client-not-assigned'
  const fault = codeFault(code, redemption, now())
  if (fault !== undefined) return fault
  const resources = narrowedResources(tenant, resourcesOfText(grant.resources), redemption.resources)
  if (!resources) return 'resource-not-granted'
  const scope = scopeOfText(grant.scope)
  const refresh = firstRefreshToken(deps, client, scope)
  return insertTokens(deps, tx, { client, standing, scope, resources, nonce: grant.nonce, refresh })
}

/** RFC 6749 §4.1.2: a code that comes twice was stolen, so what it gave is taken back. */
async function replay({ tenant, now }: RedeemDeps, tx: Tx, handle: Handle): Promise<string> {
  const code = await tx.first(codes.findCode, { tenant_id: tenant.id, id: handle.id })
  if (!code || !secretMatches(handle, code.secret_hash)) return 'code-unknown'
  await tx.run(revokeGrant, { tenant_id: tenant.id, id: code.grant_id, now: now() })
  return 'code-replayed'
}

function codeFault(code: AuthorizationCodeRow, redemption: Redemption, now: UnixSeconds): string | undefined {
  if (code.expires_at <= now) return 'code-expired'
  return (
    redirectUriFault(code, redemption) ?? codeVerifierFault(redemption.code_verifier, code.code_challenge)
  )
}

/** It may be left out where nothing else could be meant, and something else proves who asks. */
function redirectUriFault(
  { redirect_uri, redirect_uri_is_only, code_challenge }: AuthorizationCodeRow,
  { redirect_uri: sent, requester }: Redemption,
): string | undefined {
  if (sent !== undefined) return sent === redirect_uri ? undefined : 'redirect-uri-mismatch'
  const isProven = code_challenge !== null || requester.method !== 'none'
  return redirect_uri_is_only === 1 && isProven ? undefined : 'redirect-uri-missing'
}
