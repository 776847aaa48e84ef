/**
 * code_verifier: the proof that who redeems a code is who asked for it.
 *
 * Implements: RFC 7636 §4.1, §4.5, §4.6; RFC 9700 §4.8.2.
 */
import { equalInConstantTime, sha256 } from '../../primitives/digest.ts'

const SYNTAX = /^[A-Za-z0-9._~-]{43,128}$/

/** @returns the reason why the two do not agree */
export function codeVerifierFault(
  code_verifier: string | undefined,
  code_challenge: string | null,
): string | undefined {
  // RFC 9700 §4.8.2: else a challenge could be taken out of the authorization request unseen.
  if (code_challenge === null) return code_verifier === undefined ? undefined : 'code-verifier-unexpected'
  if (code_verifier === undefined) return 'code-verifier-missing'
  if (!SYNTAX.test(code_verifier)) return 'code-verifier-malformed'
  const isRight = equalInConstantTime(sha256(code_verifier), Buffer.from(code_challenge, 'base64url'))
  return isRight ? undefined : 'code-verifier-mismatch'
}
