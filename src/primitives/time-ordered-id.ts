/**
 * Row keys that grow with time, and the secrets that travel beside them.
 *
 * A key is a UUID of version 7, so an index grows at its end. What a browser or client carries is
 * base64url(key | secret): the row is found by the key, and the secret is compared as SHA-256.
 *
 * Implements: RFC 9562 §5.7, §6.2.
 */
import type { UnixSeconds } from './clock.ts'
import { equalInConstantTime, sha256 } from './digest.ts'
import type { Random } from './random.ts'

const ID_LENGTH = 16
const SECRET_LENGTH = 32

/** How many keys this process made in the second it is in. */
const made = { second: 0, count: 0 }
const COUNTER_SIZE = 4096
const LAST_MILLISECOND = 999

/**
 * Within a second, keys of one process grow too: a counter stands where chance might (§6.2), so that what is inserted
 * together lies together. The last 62 bits are chance.
 */
export function timeOrderedId(now: UnixSeconds, random: Random, purpose: string): Buffer {
  made.count = made.second === now ? made.count + 1 : 0
  made.second = now
  const millisecond = Math.min(Math.floor(made.count / COUNTER_SIZE), LAST_MILLISECOND)
  const id = Buffer.alloc(ID_LENGTH)
  id.writeUIntBE(now * 1000 + millisecond, 0, 6)
  id.writeUInt16BE(0x7000 | (made.count % COUNTER_SIZE), 6)
  random(purpose, 8).copy(id, 8)
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8)
  return id
}

/** When it was made. */
export const timeOfId = (id: Buffer): UnixSeconds => Math.floor(id.readUIntBE(0, 6) / 1000)

export type Handle = Readonly<{ id: Buffer; secret: Buffer }>

/** The string form of a handle: 64 characters of base64url. */
export const handleText = ({ id, secret }: Handle): string =>
  Buffer.concat([id, secret]).toString('base64url')

export function newHandle(now: UnixSeconds, random: Random, purpose: string): Handle {
  return { id: timeOrderedId(now, random, purpose), secret: random(purpose, SECRET_LENGTH) }
}

/** @returns undefined for anything that is not the text of a handle. */
export function parseHandle(text: string): Handle | undefined {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== ID_LENGTH + SECRET_LENGTH || bytes.toString('base64url') !== text) return undefined
  return { id: bytes.subarray(0, ID_LENGTH), secret: bytes.subarray(ID_LENGTH) }
}

export const secretMatches = (handle: Handle, secret_hash: Uint8Array): boolean =>
  equalInConstantTime(sha256(handle.secret), secret_hash)

/** 00112233-4455-6677-8899-aabbccddeeff */
export function uuidText(id: Uint8Array): string {
  const hex = Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** @returns undefined for anything that is not a UUID in text. */
export function parseUuid(text: string): Buffer | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return undefined
  return Buffer.from(text.replaceAll('-', ''), 'hex')
}
