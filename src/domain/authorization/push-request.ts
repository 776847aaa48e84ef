/**
 * The pushed authorization request endpoint's flow: a client, its request, checked whole before any browser is involved.
 *
 * Implements: RFC 9126 §2, §2.1, §2.2, §2.3, §2.4, §3; RFC 9101 §10.5.
 */
import type { TenantDeps } from '../../deps.ts'
import { authenticateClient, type ClientCredentials } from '../clients/client-authentication.ts'
import { OAuthError } from '../oauth-error.ts'
import { optional, type Parameters } from '../parameters.ts'
import { parseAuthorizationRequest } from './authorization-request.ts'
import { readIdTokenHint } from './id-token-hint.ts'
import { checkNamed } from './named-by-request.ts'
import { keepPushedRequest, PUSHED_TTL } from './pushed-request.ts'
import { findRedirectTarget } from './redirect-target.ts'
import { plainOrSigned } from './request-object/effective-request.ts'

export type PushedResponse = Readonly<{ request_uri: string; expires_in: number }>

/** What proves the client is no part of its request. */
const OF_THE_CLIENT = new Set(['client_secret', 'client_assertion', 'client_assertion_type'])

/** @throws {OAuthError} with the codes of RFC 6749 §4.1.2.1 and §5.2, and of RFC 9101 §6 */
export async function pushRequest(deps: TenantDeps, credentials: ClientCredentials): Promise<PushedResponse> {
  const requester = await authenticateClient(deps, credentials, '/par')
  const { client } = requester
  const sent = sentRequest(credentials.parameters, client.client_id)
  const parameters = await plainOrSigned(deps, client, sent)
  const target = await findRedirectTarget(deps, parameters)
  const request = parseAuthorizationRequest(parameters, target, deps, deps.now())
  await checkNamed(deps, request)
  await readIdTokenHint(deps, request.id_token_hint)
  const request_uri = await keepPushedRequest(deps, requester, parameters)
  deps.notice({ flow: 'par', step: 'pushed', client_id: client.client_id })
  return { request_uri, expires_in: PUSHED_TTL }
}

/** @throws {OAuthError} `invalid_request` for a reference, which is what this endpoint gives (§2.1) */
function sentRequest(form: Parameters, client_id: string): Parameters {
  if (form['request_uri'] !== undefined) {
    throw new OAuthError('invalid_request', 'request_uri must not be pushed.', {
      reason: 'request-uri-pushed',
    })
  }
  const request = optional(form, 'request')
  // §3: beside a request object nothing counts but who authenticates.
  if (request !== undefined) return { client_id, request }
  const others = Object.entries(form).filter(([name]) => !OF_THE_CLIENT.has(name))
  return { ...Object.fromEntries(others), client_id }
}
