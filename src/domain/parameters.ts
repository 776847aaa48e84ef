/**
 * Protocol parameters as they arrive: each at most once, and an empty one as if it had not been sent.
 *
 * Implements: RFC 6749 §3.1, §3.2, §A.
 */
import { OAuthError } from './oauth-error.ts'

/** A repeated name arrives as an array, and which endpoint it was decides where that fault goes. */
export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>

/** The parser of query strings and form bodies alike. */
export function parseParameters(text: string): Parameters {
  const parameters: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) {
    if (value === '') continue
    const present = parameters[name]
    if (present === undefined) parameters[name] = value
    else if (typeof present === 'string') parameters[name] = [present, value]
    // In place: a copy for each would cost the square of how often the name came.
    else present.push(value)
  }
  return parameters
}

/** @throws {OAuthError} `invalid_request` when it was sent twice, or holds a NUL, which no database keeps alike */
export function optional(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string') {
    throw new OAuthError('invalid_request', `${name} must not be sent more than once.`, {
      reason: 'parameter-repeated',
      sent: name,
    })
  }
  if (!value.includes('\0')) return value
  throw new OAuthError('invalid_request', `${name} must not contain a NUL character.`, {
    reason: 'parameter-nul',
    sent: name,
  })
}

/** @throws {OAuthError} `invalid_request` when it is missing, was sent twice, or holds a NUL */
export function required(parameters: Parameters, name: string): string {
  const value = optional(parameters, name)
  if (value !== undefined) return value
  throw new OAuthError('invalid_request', `${name} is missing.`, {
    reason: 'parameter-missing',
    expected: name,
  })
}
