/**
 * Where the answer to an authorization request may go. Until this is known no fault may be sent anywhere but to a page.
 *
 * Implements: RFC 6749 §3.1.2, §4.1.2.1; OpenID Connect Core 1.0 §3.1.2.1; RFC 9700 §2.1, §4.1.
 */
import type { TenantDeps } from '../../deps.ts'
import { type Client, findClient, isRegisteredRedirectUri } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import { optional, type Parameters, required } from '../parameters.ts'
import { type ResponseMode, responseModeOf } from './request/response-mode.ts'

export type RedirectTarget = Readonly<{
  client: Client
  redirect_uri: string
  response_mode: ResponseMode
  /** As it was sent; undefined also when it was sent twice, which is a fault of its own. */
  state: string | undefined
}>

/** @throws {OAuthError} `invalid_request` or `unauthorized_client`, for a page and never for a redirect (§4.1.2.1) */
export async function findRedirectTarget(
  deps: Pick<TenantDeps, 'db' | 'parsed' | 'tenant'>,
  parameters: Parameters,
): Promise<RedirectTarget> {
  const client_id = required(parameters, 'client_id')
  const client = await findClient(deps, client_id)
  if (!client)
    throw new OAuthError('unauthorized_client', 'The client is not known.', {
      reason: 'client-unknown',
      sent: client_id,
    })
  if (client.locked)
    throw new OAuthError('unauthorized_client', 'The client is locked.', {
      reason: 'client-locked',
      sent: client_id,
    })
  const redirect_uri = redirectUri(client, parameters)
  return {
    client,
    redirect_uri,
    response_mode: responseModeOf(parameters, client, redirect_uri),
    state: typeof parameters['state'] === 'string' ? parameters['state'] : undefined,
  }
}

/** Core asks for the parameter in every request; without `openid` the only registered address is enough (§3.1.2.3). */
function redirectUri(client: Client, parameters: Parameters): string {
  const sent = optional(parameters, 'redirect_uri')
  const registered = client.metadata.redirect_uris
  if (sent === undefined) {
    const [only] = registered
    if (only !== undefined && registered.length === 1 && !asksForOpenid(parameters)) return only
    throw new OAuthError('invalid_request', 'redirect_uri is missing.', { reason: 'redirect-uri-missing' })
  }
  if (isRegisteredRedirectUri(client, sent)) return sent
  throw new OAuthError('invalid_request', 'redirect_uri is not registered for this client.', {
    reason: 'redirect-uri-unregistered',
    sent,
    expected: registered.join(' '),
  })
}

/** Whether it is a request of OpenID Connect, and not of OAuth 2.0 alone. */
export const asksForOpenid = ({ scope }: Parameters): boolean =>
  typeof scope === 'string' && scope.split(' ').includes('openid')
