/**
 * The parameters of an authorization request, whichever way they came: plain, in a request object, at a place from where that
 * is fetched, or handed in beforehand. What follows sees the parameters alone.
 *
 * Implements: RFC 9101 §5, §6.3, §10.5; RFC 9126 §4, §5; OpenID Connect Core 1.0 §6.
 */
import type { TenantDeps } from '../../../deps.ts'
import { type Client, findClient } from '../../clients/client.ts'
import { OAuthError } from '../../oauth-error.ts'
import { optional, type Parameters } from '../../parameters.ts'
import { type EffectiveRequest, isPushedReference, pushedRequest } from '../pushed-request.ts'
import { findRedirectTarget, type RedirectTarget } from '../redirect-target.ts'
import { signedParameters } from './object-parameters.ts'
import { type ObjectDeps, readRequestObject } from './request-object.ts'
import { fetchRequestObject } from './request-uri.ts'

type EffectiveDeps = ObjectDeps & Pick<TenantDeps, 'secrets' | 'requester'>

export async function effectiveRequest(deps: EffectiveDeps, sent: Parameters): Promise<EffectiveRequest> {
  const { client_id, request_uri } = sent
  const client = typeof client_id === 'string' ? await findClient(deps, client_id) : undefined
  // The redirect target says what is wrong with the client.
  if (!client || client.locked) return { parameters: sent, fault: undefined }
  const isPushed = typeof request_uri === 'string' && isPushedReference(request_uri)
  try {
    if (isPushed) return await pushedRequest(deps, client, request_uri)
    return { parameters: await effectiveParameters(deps, client, sent), fault: undefined }
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    // What stands beside the reference to a pushed request is nothing (RFC 9126 §4), nor an address to trust.
    return { parameters: isPushed ? {} : sent, fault: error }
  }
}

/**
 * Where its answer goes. A fault of how it came goes there too, where the request itself names an address of the client.
 *
 * @throws {OAuthError} for a page: that fault, or what there is no target for
 */
export async function targetOf(
  deps: EffectiveDeps,
  { parameters, fault }: EffectiveRequest,
): Promise<RedirectTarget> {
  try {
    return await findRedirectTarget(deps, parameters)
  } catch (error) {
    throw fault ?? error
  }
}

async function effectiveParameters(
  deps: EffectiveDeps,
  client: Client,
  sent: Parameters,
): Promise<Parameters> {
  const request = optional(sent, 'request')
  const request_uri = optional(sent, 'request_uri')
  if (request !== undefined && request_uri !== undefined) {
    throw new OAuthError('invalid_request', 'request and request_uri exclude each other.', {
      reason: 'request-and-request-uri',
    })
  }
  if (client.metadata.require_pushed_authorization_requests) {
    throw new OAuthError('invalid_request', 'The client must push its authorization requests.', {
      reason: 'push-required',
      expected: 'pushed_authorization_request_endpoint',
    })
  }
  if (request_uri === undefined) return plainOrSigned(deps, client, sent)
  const jwt = await fetchRequestObject(deps, client, request_uri)
  return signedParameters(client, sent, await readRequestObject(deps, client, jwt))
}

/**
 * Parameters as they are, or the request object among them.
 *
 * @throws {OAuthError} `invalid_request_object`; `invalid_request` for a client that must sign
 */
export async function plainOrSigned(deps: ObjectDeps, client: Client, sent: Parameters): Promise<Parameters> {
  const request = optional(sent, 'request')
  if (request !== undefined) {
    return signedParameters(client, sent, await readRequestObject(deps, client, request))
  }
  if (!client.metadata.require_signed_request_object) return sent
  throw new OAuthError('invalid_request', 'The client must sign its authorization requests.', {
    reason: 'request-object-required',
    expected: 'request',
  })
}
