/**
 * The compact form of a JWS: what decoders of base64 overlook is not overlooked.
 *
 * Implements: RFC 7515 §2 (Base64url Encoding), §3.1, §7.1; RFC 4648 §3.3, §3.5.
 */

/** Three parts, each of them in the one way that its bytes are written: no blank, no =, no bits to spare. */
export function isCompactJws(text: string): boolean {
  const parts = text.split('.')
  return (
    parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  )
}
