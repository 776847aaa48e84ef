/**
 * Protocol parameters as they arrive: each at most once but for those that say otherwise, and an empty one as if it had not
 * been sent.
 *
 * Implements: RFC 6749 §3.1, §3.2, §A; RFC 8707 §2; RFC 8693 §2.1.
 */
import { OAuthError } from './oauth-error.ts'

/** A repeated name arrives as an array, and which endpoint it was decides where that fault goes. */
export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>

/** The parser of query strings and form bodies alike. */
export function parseParameters(text: string): Parameters {
  const parameters: Record<string, string | string[]> = Object.create(null)
  new URLSearchParams(text).forEach((value, name) => {
    if (value === '') return
    const present = parameters[name]
    if (present === undefined) parameters[name] = value
    else if (typeof present === 'string') parameters[name] = [present, value]
    // In place: a copy for each would cost the square of how often the name came.
    else present.push(value)
  })
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
  return withoutNul(name, value)
}

/**
 * One that may come more than once.
 *
 * @throws {OAuthError} `invalid_request` when one holds a NUL
 */
export function repeatable(parameters: Parameters, name: string): readonly string[] {
  return [parameters[name] ?? []].flat().map((value) => withoutNul(name, value))
}

function withoutNul(name: string, value: string): string {
  if (isStorable(value)) return value
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

/** A NUL is a character that SQLite stores and PostgreSQL refuses, so what has one is the name of nothing. */
export const isStorable = (text: string): boolean => !text.includes('\0')
