/**
 * SHA-256, HMAC and comparison in constant time.
 *
 * Implements: RFC 2104 §2.
 */
import { createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto'

export const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer')

/** For a key that is kept: whoever gives its bytes instead pays for preparing them, many times what the rest costs. */
export const hmacSha256 = (key: KeyObject, data: string | Uint8Array): Buffer =>
  createHmac('sha256', key).update(data).digest()

const BLOCK_LENGTH = 64
const DIGEST_LENGTH = 32

/**
 * For a key that is used once: of two hashes, which need no key to be prepared.
 *
 * @param key at most 64 bytes
 */
export function hmacSha256Once(key: Uint8Array, data: Uint8Array): Buffer {
  const inner = Buffer.alloc(BLOCK_LENGTH + data.length, 0x36)
  const outer = Buffer.alloc(BLOCK_LENGTH + DIGEST_LENGTH, 0x5c)
  for (const [at, byte] of key.entries()) {
    inner[at] = byte ^ 0x36
    outer[at] = byte ^ 0x5c
  }
  inner.set(data, BLOCK_LENGTH)
  outer.set(sha256(inner), BLOCK_LENGTH)
  return sha256(outer)
}

/** Takes the same time wherever the two differ; lengths are no secret. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
