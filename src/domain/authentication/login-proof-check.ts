/**
 * Whether a proof of login is the one that belongs to it. The client makes it with WebCrypto; here that would cost a visit
 * to the thread pool for each of its steps.
 *
 * Implements: RFC 2104 §2; RFC 5869 §2.
 */
import { LOGIN_PROOF_INFO, type LoginBinding, loginProofMessage } from '../../passcode/login-proof.ts'
import { equalInConstantTime, hmacSha256 } from '../../primitives/digest.ts'

/** RFC 5869 §2.2: no salt is one of zeros. */
const SALT = Buffer.alloc(32)
/** RFC 5869 §2.3: the one block of output that is needed. */
const INFO = Buffer.from(`${LOGIN_PROOF_INFO}\x01`)

/**
 * Takes the same time wherever a proof differs.
 *
 * @param session_key base64url, as OPAQUE gives it
 */
export function isLoginProof(proof: string, session_key: string, binding: LoginBinding): boolean {
  const key = hmacSha256(hmacSha256(SALT, Buffer.from(session_key, 'base64url')), INFO)
  const expected = hmacSha256(key, Buffer.from(loginProofMessage(binding))).toString('base64url')
  return equalInConstantTime(Buffer.from(proof), Buffer.from(expected))
}
