/**
 * response_type: what is asked for.
 *
 * Implements: RFC 6749 §3.1.1, §4.1.2.1; OpenID Connect Core 1.0 §3.
 */
import type { Client } from '../../clients/client.ts'
import { RESPONSE_TYPES } from '../../clients/client-metadata.ts'
import { OAuthError } from '../../oauth-error.ts'
import { type Parameters, required } from '../../parameters.ts'

export type ResponseType = (typeof RESPONSE_TYPES)[number]

/** @throws {OAuthError} `unsupported_response_type`, or `unauthorized_client` when the client is not registered for it */
export function parseResponseType(parameters: Parameters, client: Client): ResponseType {
  const sent = required(parameters, 'response_type')
  const served = RESPONSE_TYPES.find((type) => type === sent)
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
