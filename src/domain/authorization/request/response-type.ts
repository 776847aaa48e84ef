/**
 * response_type: what is asked for.
 *
 * Implements: RFC 6749 §3.1.1, §4.1.2.1; OpenID Connect Core 1.0 §3; OAuth 2.0 Multiple Response Type Encoding Practices §5.
 */
import type { Client } from '../../clients/client.ts'
import { canonicalResponseType, RESPONSE_TYPES, type ResponseType } from '../../clients/response-type.ts'
import { OAuthError } from '../../oauth-error.ts'
import { type Parameters, required } from '../../parameters.ts'

/** @throws {OAuthError} `unsupported_response_type`, or `unauthorized_client` when the client is not registered for it */
export function parseResponseType(parameters: Parameters, client: Client): ResponseType {
  const sent = required(parameters, 'response_type')
  const canonical = canonicalResponseType(sent)
  const served = RESPONSE_TYPES.find((type) => type === canonical)
  if (served === undefined) {
    throw new OAuthError('unsupported_response_type', 'response_type is not supported.', {
      reason: 'response-type-unsupported',
      sent,
      expected: RESPONSE_TYPES.join(', '),
    })
  }
  if (!client.metadata.response_types.includes(served)) {
    throw new OAuthError('unauthorized_client', 'The client is not registered for this response_type.', {
      reason: 'response-type-unregistered',
      sent,
      expected: client.metadata.response_types.join(', '),
    })
  }
  return served
}
