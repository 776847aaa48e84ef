/**
 * What a sign-in is worth to an application. A picture can be copied and a PIN is known, so together they are still one
 * factor; a mailed link is one too, and says so.
 *
 * Implements: OpenID Connect Core 1.0 §2 (acr, amr); RFC 8176 §2.
 */
import type { PasscodeMethod } from './passcode-record.ts'

export const PASSCODE_ACR = 'urn:vignette:acr:passcode'

/** RFC 8176 §2: `pin` stands for a pattern too. */
export const passcodeAmr = (method: PasscodeMethod): readonly string[] =>
  method === 'none' ? ['pwd'] : ['pwd', 'pin']

/** Signed in by a mailed link instead: it works once (RFC 8176 §2 `otp`). */
export const MAIL_ACR = 'urn:vignette:acr:mail'
export const MAIL_AMR: readonly string[] = ['otp']
