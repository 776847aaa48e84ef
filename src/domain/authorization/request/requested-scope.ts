/**
 * scope: what the client may have of what it asks for.
 *
 * Implements: RFC 6749 §3.3; OpenID Connect Core 1.0 §3.1.2.1, §11.
 */
import type { Client } from '../../clients/client.ts'
import { optional, type Parameters } from '../../parameters.ts'
import { parseScope, SCOPES_SUPPORTED, type Scope } from '../../scope.ts'

/**
 * Words that are not served are ignored (Core §3.1.2.1), and so is offline_access for a client without refresh tokens.
 * Without the parameter the client gets its default.
 *
 * @throws {OAuthError} `invalid_scope` when it is malformed
 */
export function parseRequestedScope(parameters: Parameters, { metadata }: Client): Scope {
  const text = optional(parameters, 'scope') ?? metadata.scope
  if (text === undefined) return new Set()
  const asked = parseScope(text)
  return new Set(
    SCOPES_SUPPORTED.filter(
      (word) =>
        asked.has(word) && (word !== 'offline_access' || metadata.grant_types.includes('refresh_token')),
    ),
  )
}
