/**
 * nonce: binds an ID token to the browser session that asked for it.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1, §3.2.2.1, §3.3.2.11.
 */
import { asksFor, type ResponseType } from '../../clients/response-type.ts'
import { OAuthError } from '../../oauth-error.ts'
import { optional, type Parameters } from '../../parameters.ts'

/** @throws {OAuthError} `invalid_request` when it is missing though the ID token goes through the browser */
export function parseNonce(parameters: Parameters, response_type: ResponseType): string | undefined {
  const nonce = optional(parameters, 'nonce')
  if (nonce !== undefined || !asksFor(response_type, 'id_token')) return nonce
  throw new OAuthError('invalid_request', 'nonce is missing: this response_type needs one.', {
    reason: 'nonce-missing',
    sent: response_type,
  })
}
