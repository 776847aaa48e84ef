/**
 * Scope that is asked for of what was granted before.
 *
 * Implements: RFC 6749 §6; RFC 8693 §2.1 (scope).
 */
import { OAuthError } from '../oauth-error.ts'
import { type Scope, scopeText } from '../scope.ts'

/**
 * What a new token may be used for can shrink, never grow.
 *
 * @param asked undefined: all that was granted
 * @throws {OAuthError} `invalid_scope`
 */
export function narrowedScope(granted: Scope, asked: Scope | undefined): Scope {
  if (asked === undefined) return granted
  if (asked.isSubsetOf(granted)) return asked
  throw new OAuthError('invalid_scope', 'The scope is wider than what was granted.', {
    reason: 'scope-widened',
    sent: scopeText(asked),
    expected: scopeText(granted),
  })
}
