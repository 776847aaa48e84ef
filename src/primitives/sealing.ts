/**
 * Sealing: AES-256-GCM under keys derived from the secret key, which is never in the database.
 *
 * A sealed value is bound to its label (what it is) and its context (whose it is), so that a row copied onto another
 * does not open. Its first eight bytes name the secret key, since there are two while one gives way to another.
 *
 * Implements: NIST SP 800-38D §5.2; RFC 5869 §2.
 */
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { sha256 } from './digest.ts'
import type { Random } from './random.ts'

const KEY_ID_LENGTH = 8
const NONCE_LENGTH = 12
const TAG_LENGTH = 16

/** The value was sealed under another secret key, for another context, or was altered. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError'
}

/** 32 bytes each: the one that seals, and the one before it, which opens what it has sealed. */
export type SecretKeys = Readonly<{ current: Buffer; previous: Buffer | undefined }>

/** How what each of them sealed begins, in hex. */
export type KeyIds = Readonly<{ current: string; previous: string | undefined }>

export type Sealing = Readonly<{
  seal: (label: string, context: readonly string[], plain: Uint8Array) => Buffer
  /** @throws {UnsealError} */
  open: (label: string, context: readonly string[], sealed: Uint8Array) => Buffer<ArrayBuffer>
  keyIds: () => KeyIds
  /** Takes over the secret keys that are in force now. */
  renew: () => void
}>

export type Secrets = Sealing &
  Readonly<{
    /** A key of 32 bytes for one purpose, the same at every start, whatever the secret key is. */
    derive: (label: string) => KeyObject
  }>

type Derive = Secrets['derive']

type Key = Readonly<{ id: string; derive: Derive }>

/** @param readKeys called at once, whenever it is told to, and when a value names a key that is not known */
export function makeSealing(readKeys: () => SecretKeys, random: Random): Sealing {
  const read = (): readonly [Key, Key?] => {
    const { current, previous } = readKeys()
    // Between two steps of a rotation both may be the same.
    return previous && !previous.equals(current) ? [keyOf(current), keyOf(previous)] : [keyOf(current)]
  }
  let keys = read()
  const keyOfValue = (sealed: Uint8Array) => keys.find((key) => key?.id === keyIdOf(sealed))
  const renew = () => {
    keys = read()
  }
  return {
    renew,
    keyIds: () => ({ current: keys[0].id, previous: keys[1]?.id }),
    seal: (label, context, plain) => {
      const [{ id, derive }] = keys
      return Buffer.concat([Buffer.from(id, 'hex'), sealUnder(derive, random, label, context, plain)])
    },
    open: (label, context, sealed) => {
      // Another process may have made a new key a moment ago.
      if (!keyOfValue(sealed)) renew()
      const key = keyOfValue(sealed)
      if (!key) throw new UnsealError(`${label} was sealed under another secret key`)
      return openUnder(key.derive, label, context, Buffer.from(sealed).subarray(KEY_ID_LENGTH))
    },
  }
}

/** @param root 32 bytes, from which every key is derived that does not seal */
export const makeSecrets = (sealing: Sealing, root: Buffer): Secrets => ({
  ...sealing,
  derive: deriver(root),
})

/** How what a secret key seals begins, in hex. */
export const secretKeyId = (secret_key: Buffer): string => keyOf(secret_key).id

/** Which key a value was sealed under. */
const keyIdOf = (sealed: Uint8Array): string => Buffer.from(sealed).toString('hex', 0, KEY_ID_LENGTH)

function keyOf(secret_key: Buffer): Key {
  const derive = deriver(secret_key)
  return { id: sha256(derive('key-id').export()).toString('hex', 0, KEY_ID_LENGTH), derive }
}

function deriver(key: Buffer): Derive {
  const derived = new Map<string, KeyObject>()
  return (label) => {
    let known = derived.get(label)
    if (!known) {
      known = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `vignette/${label}`, 32)))
      derived.set(label, known)
    }
    return known
  }
}

/** undefined for what does not open here and now. */
export function openIfSealed(
  { open }: Pick<Sealing, 'open'>,
  label: string,
  context: readonly string[],
  sealed: Uint8Array,
): Buffer<ArrayBuffer> | undefined {
  try {
    return open(label, context, sealed)
  } catch (error) {
    if (error instanceof UnsealError) return undefined
    throw error
  }
}

function sealUnder(
  derive: Derive,
  random: Random,
  label: string,
  context: readonly string[],
  plain: Uint8Array,
): Buffer {
  const nonce = random('nonce', NONCE_LENGTH)
  const cipher = createCipheriv('aes-256-gcm', derive(`seal/${label}`), nonce)
  cipher.setAAD(contextBytes(context))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function openUnder(
  derive: Derive,
  label: string,
  context: readonly string[],
  bytes: Buffer,
): Buffer<ArrayBuffer> {
  try {
    const nonce = bytes.subarray(0, NONCE_LENGTH)
    // The length of the tag is named, or a shorter one would do.
    const terms = { authTagLength: TAG_LENGTH }
    const decipher = createDecipheriv('aes-256-gcm', derive(`seal/${label}`), nonce, terms)
    decipher.setAAD(contextBytes(context))
    decipher.setAuthTag(bytes.subarray(-TAG_LENGTH))
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_LENGTH, -TAG_LENGTH)), decipher.final()])
  } catch (cause) {
    throw new UnsealError(`${label} does not open: it was altered, or moved from another row`, { cause })
  }
}

/** Unambiguous whatever stands in the parts. */
const contextBytes = (context: readonly string[]): Buffer => Buffer.from(JSON.stringify(context))
