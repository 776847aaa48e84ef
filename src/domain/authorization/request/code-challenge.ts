/**
 * code_challenge: proof, later, that who redeems the code is who asked for it. Always S256.
 *
 * Implements: RFC 7636 §4.2, §4.3, §4.4.1; RFC 9700 §2.1.1.
 */
import type { Client } from '../../clients/client.ts'
import { asksFor, type ResponseType } from '../../clients/response-type.ts'
import { OAuthError } from '../../oauth-error.ts'
import { optional, type Parameters } from '../../parameters.ts'

/** The base64url of 32 bytes. */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/

/**
 * Public clients must send one for a code; for confidential ones it is theirs to choose, and what they chose is held to.
 *
 * @throws {OAuthError} `invalid_request`
 */
export function parseCodeChallenge(
  parameters: Parameters,
  client: Client,
  response_type: ResponseType,
): string | undefined {
  const code_challenge = optional(parameters, 'code_challenge')
  const method = optional(parameters, 'code_challenge_method')
  if (code_challenge === undefined) {
    if (method !== undefined) throw refused('code_challenge is missing.', 'code-challenge-missing')
    if (client.client_type === 'public' && asksFor(response_type, 'code')) {
      throw refused('code_challenge is missing: public clients must use PKCE.', 'pkce-required')
    }
    return undefined
  }
  // §4.3: without a method it would be plain.
  if (method !== 'S256') throw refused('code_challenge_method must be S256.', 'code-challenge-method', method)
  if (!S256_CHALLENGE.test(code_challenge)) {
    throw refused('code_challenge must be the base64url of a SHA-256.', 'code-challenge-malformed')
  }
  return code_challenge
}

function refused(description: string, reason: string, sent = ''): OAuthError {
  return new OAuthError('invalid_request', description, { reason, sent, expected: 'S256' })
}
