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

/** Signed in at a provider of somebody else, by whatever means that one has: it vouches for the person, not we. */
export const CONNECTION_ACR = 'urn:vignette:acr:connection'

/** RFC 8176 has no word for it; others say this one. */
const CONNECTION_AMR: readonly string[] = ['fed']

/** A word of a list that is kept with spaces between. */
const AMR_WORD = /^[\x21-\x7E]{1,50}$/
const MOST_WORDS = 10

/** @param told amr of its ID token, which says how well */
export function connectionAmr(told: unknown): readonly string[] {
  const words = Array.isArray(told)
    ? told.filter((word) => typeof word === 'string' && AMR_WORD.test(word))
    : []
  return words.length === 0 ? CONNECTION_AMR : words.slice(0, MOST_WORDS)
}
