/**
 * What a sign-in with a passcode is worth to an application. A picture can be copied and a PIN is known, so together they
 * are still one factor.
 *
 * Implements: OpenID Connect Core 1.0 §2 (acr, amr); RFC 8176 §2.
 */
import type { PasscodeMethod } from './passcode-record.ts'

export const PASSCODE_ACR = 'urn:vignette:acr:passcode'

/** RFC 8176 §2: `pin` stands for a pattern too. */
export const passcodeAmr = (method: PasscodeMethod): readonly string[] =>
  method === 'none' ? ['pwd'] : ['pwd', 'pin']
