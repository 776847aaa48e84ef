/**
 * A sign-in that begins here: the person is sent to where the client begins one, and the client asks us as always.
 *
 * Implements: OpenID Connect Core 1.0 §4. Not offered: login_hint, which would tell the client who comes before she allowed it.
 */
import type { TenantDeps } from '../../deps.ts'
import { OAuthError } from '../oauth-error.ts'
import { findClient } from './client.ts'

/** An address of ours that begins it. */
export const launchUrl = (issuer: string, client_id: string): string => `${issuer}/${launchPath(client_id)}`

/** The same, below the issuer. */
export const launchPath = (client_id: string): string => `launch/${encodeURIComponent(client_id)}`

/** @throws {OAuthError} `unauthorized_client`, for a page */
export async function loginInitiation(
  deps: Pick<TenantDeps, 'db' | 'parsed' | 'tenant'>,
  client_id: string,
): Promise<string> {
  const client = await findClient(deps, client_id)
  const uri = client?.locked ? undefined : client?.metadata.initiate_login_uri
  if (uri === undefined) {
    throw new OAuthError('unauthorized_client', 'No sign-in of this client can begin here.', {
      reason: 'client-not-launched',
      sent: client_id,
    })
  }
  return `${uri}${uri.includes('?') ? '&' : '?'}iss=${encodeURIComponent(deps.tenant.issuer)}`
}
