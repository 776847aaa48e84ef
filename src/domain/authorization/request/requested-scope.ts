/**
 * scope: what the client may have of what it asks for.
 *
 * Implements: RFC 6749 §3.3; OpenID Connect Core 1.0 §3.1.2.1, §3.2.2.1, §11.
 */
import type { Client } from '../../clients/client.ts'
import { asksFor, type ResponseType } from '../../clients/response-type.ts'
import { OAuthError } from '../../oauth-error.ts'
import { optional, type Parameters } from '../../parameters.ts'
import { parseScope, SCOPES_SUPPORTED, type Scope } from '../../scope.ts'

/**
 * Words that are not served are ignored (Core §3.1.2.1), and so is offline_access where no refresh token can come of it
 * (§11). Without the parameter the client gets its default.
 *
 * @param others that are served for this request too
 * @throws {OAuthError} `invalid_scope` when it is malformed, or asks for an ID token without `openid`
 */
export function parseRequestedScope(
  parameters: Parameters,
  { metadata }: Client,
  response_type: ResponseType,
  others: ReadonlySet<string>,
): Scope {
  const text = optional(parameters, 'scope') ?? metadata.scope
  const asked = text === undefined ? new Set<string>() : parseScope(text)
  if (asksFor(response_type, 'id_token') && !asked.has('openid')) {
    throw new OAuthError('invalid_scope', 'scope must contain openid: an ID token is asked for.', {
      reason: 'scope-without-openid',
      sent: text ?? '',
      expected: 'openid',
    })
  }
  const mayRefresh = asksFor(response_type, 'code') && metadata.grant_types.includes('refresh_token')
  const ours = SCOPES_SUPPORTED.filter((word) => asked.has(word) && (word !== 'offline_access' || mayRefresh))
  return new Set([...ours, ...asked.intersection(others)])
}
