/**
 * Scope: a set of words, written with spaces.
 *
 * Implements: RFC 6749 §3.3; OpenID Connect Core 1.0 §3.1.2.1, §5.4, §11.
 */
import { OAuthError } from './oauth-error.ts'

export type Scope = ReadonlySet<string>

/** What a tenant serves today; other words are ignored (Core §3.1.2.1). */
export const SCOPES_SUPPORTED = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'] as const

/** %x21 / %x23-5B / %x5D-7E, separated by single spaces. */
const SCOPE_SYNTAX = /^[\x21\x23-\x5B\x5D-\x7E]+( [\x21\x23-\x5B\x5D-\x7E]+)*$/

/** @throws {OAuthError} `invalid_scope` when it is malformed (§3.3) */
export function parseScope(text: string): Scope {
  if (!SCOPE_SYNTAX.test(text)) {
    throw new OAuthError('invalid_scope', 'scope must be words separated by single spaces.', {
      reason: 'scope-malformed',
    })
  }
  return new Set(text.split(' '))
}

export const scopeText = (scope: Scope): string => [...scope].join(' ')

/** The scope that a row of ours holds, which was checked when it was written. */
export const scopeOfText = (text: string): Scope => new Set(text === '' ? [] : text.split(' '))
