/**
 * Signatures of ECDSA as JWS has them: the two numbers one after the other, each as long as the curve's order. OpenSSL gives
 * a structure of ASN.1, which Node turns into the other form at more than half the cost of the signature.
 *
 * Implements: RFC 7518 §3.4; RFC 3279 §2.2.3.
 */
import type { Bytes } from './algorithms.ts'

/** SEQUENCE { r INTEGER, s INTEGER }, whose lengths are one byte each up to curves of 256 bits. */
const HEADER_LENGTH = 2

/**
 * @param der of a curve of at most 256 bits
 * @param length of each number, in bytes
 */
export function joinedSignature(der: Uint8Array, length: number): Bytes {
  const joined = new Uint8Array(2 * length)
  const end = putInteger(der, HEADER_LENGTH, joined, length)
  putInteger(der, end, joined, 2 * length)
  return joined
}

/**
 * An INTEGER is as short as it can be, but has a zero before it where it would look negative.
 *
 * @param to where the number ends in what it is put into
 * @returns where the INTEGER ends
 */
function putInteger(der: Uint8Array, at: number, into: Uint8Array, to: number): number {
  const from = at + HEADER_LENGTH
  const end = from + Number(der[at + 1])
  const start = der[from] === 0 ? from + 1 : from
  into.set(der.subarray(start, end), to - (end - start))
  return end
}
