/**
 * max_age: how many seconds ago the person may have signed in at most.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1; OpenID Connect Registration 1.0 §2 (default_max_age).
 */
import type { Client } from '../../clients/client.ts'
import { OAuthError } from '../../oauth-error.ts'
import { optional, type Parameters } from '../../parameters.ts'

/** @throws {OAuthError} `invalid_request` unless it is a whole number of seconds */
export function parseMaxAge(parameters: Parameters, { metadata }: Client): number | undefined {
  const sent = optional(parameters, 'max_age')
  if (sent === undefined) return metadata.default_max_age
  if (/^\d{1,10}$/.test(sent)) return Number(sent)
  throw new OAuthError('invalid_request', 'max_age must be a whole number of seconds.', {
    reason: 'max-age-malformed',
    sent,
  })
}
