/**
 * SHA-256, HMAC and comparison in constant time.
 *
 * Implements: RFC 2104 §2.
 */
import { hash, type KeyObject, timingSafeEqual } from 'node:crypto'

/** Comes from Node as text, a character for each byte: the buffer that Node itself would make costs more than the hash. */
export const sha256 = (data: string | Uint8Array): Buffer =>
  Buffer.from(hash('sha256', data, 'binary'), 'binary')

/** Of two hashes, which cost half of what Node's own object for it does. */
export function hmacSha256(key: KeyObject | Uint8Array, data: string | Uint8Array): Buffer {
  const { inner, outer } = key instanceof Uint8Array ? blocksOf(key) : keptBlocksOf(key)
  return hashAfter(outer, hashAfter(inner, typeof data === 'string' ? Buffer.from(data) : data))
}

const hashAfter = (block: Buffer, data: Uint8Array): Buffer => sha256(Buffer.concat([block, data]))

type Blocks = Readonly<{ inner: Buffer; outer: Buffer }>

const kept = new WeakMap<KeyObject, Blocks>()

function keptBlocksOf(key: KeyObject): Blocks {
  const known = kept.get(key)
  if (known) return known
  const blocks = blocksOf(key.export())
  kept.set(key, blocks)
  return blocks
}

const BLOCK_LENGTH = 64

/** §2: what each of the two hashes begins with. */
function blocksOf(key: Uint8Array): Blocks {
  const [inner, outer] = [Buffer.alloc(BLOCK_LENGTH, 0x36), Buffer.alloc(BLOCK_LENGTH, 0x5c)]
  const short = key.length > BLOCK_LENGTH ? sha256(key) : key
  for (const [at, byte] of short.entries()) {
    inner[at] = byte ^ 0x36
    outer[at] = byte ^ 0x5c
  }
  return { inner, outer }
}

/** Takes the same time wherever the two differ; lengths are no secret. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
