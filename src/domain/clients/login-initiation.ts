/**
 * A sign-in that begins here: the person is sent to where the client begins one, and the client asks us as always.
 *
 * Implements: OpenID Connect Core 1.0 §4. Not offered: login_hint, which would tell the client who comes before she allowed it.
 */
import type { TenantDeps } from '../../deps.ts'
import { OAuthError } from '../oauth-error.ts'
import { optional, type Parameters } from '../parameters.ts'
import { findClient } from './client.ts'

/** What a client may be told of the person that comes, and asks us with: whose claims, from where, for which organization. */
const PASSED_ON = ['ext-integration-id', 'connection', 'organization']

/** An address of ours that begins it. */
export const launchUrl = (base: string, client_id: string): string => `${base}/${launchPath(client_id)}`

/** The same, below the base. */
export const launchPath = (client_id: string): string => `launch/${encodeURIComponent(client_id)}`

/**
 * The same, with what is passed on.
 *
 * @throws {OAuthError} `invalid_request`, for a page, where one of them came twice
 */
export function launchPathWith(client_id: string, parameters: Parameters): string {
  const query = passedOn(parameters).toString()
  return query === '' ? launchPath(client_id) : `${launchPath(client_id)}?${query}`
}

/** @throws {OAuthError} `unauthorized_client`, or `invalid_request` where a parameter came twice; for a page */
export async function loginInitiation(
  deps: Pick<TenantDeps, 'db' | 'parsed' | 'tenant'>,
  client_id: string,
  parameters: Parameters,
): Promise<string> {
  const client = await findClient(deps, client_id)
  const uri = client?.locked ? undefined : client?.metadata.initiate_login_uri
  if (uri === undefined) {
    throw new OAuthError('unauthorized_client', 'No sign-in of this client can begin here.', {
      reason: 'client-not-launched',
      sent: client_id,
    })
  }
  const query = new URLSearchParams([['iss', deps.tenant.issuer], ...passedOn(parameters)])
  return `${uri}${uri.includes('?') ? '&' : '?'}${query}`
}

/** An empty one is none (RFC 6749 §3.1), and is passed on to nobody. */
function passedOn(parameters: Parameters): URLSearchParams {
  const given = PASSED_ON.map((name) => [name, optional(parameters, name)] as const)
  return new URLSearchParams(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
