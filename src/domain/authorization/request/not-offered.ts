/**
 * Parameters that would change what is asked, and that are not served: ignoring them would answer another question.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.6, §7.2.1.
 */
import { OAuthError, type OAuthErrorCode } from '../../oauth-error.ts'
import type { Parameters } from '../../parameters.ts'

const NOT_OFFERED: readonly (readonly [string, OAuthErrorCode])[] = [
  ['registration', 'registration_not_supported'],
]

/** @throws {OAuthError} with the code that Core §3.1.2.6 has for each */
export function checkNotOffered(parameters: Parameters): void {
  for (const [name, code] of NOT_OFFERED) {
    if (parameters[name] !== undefined) {
      throw new OAuthError(code, `${name} is not supported.`, { reason: 'parameter-not-offered', sent: name })
    }
  }
}
