/**
 * Sealing: AES-256-GCM under keys derived from the one secret key, which is never in the database.
 *
 * A sealed value is bound to its label (what it is) and its context (whose it is), so that a row copied onto another
 * does not open. Its first eight bytes name the secret key, for the day when there are two.
 *
 * Implements: NIST SP 800-38D §5.2; RFC 5869 §2.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { equalInConstantTime, sha256 } from './digest.ts'
import type { Random } from './random.ts'

const KEY_ID_LENGTH = 8
const NONCE_LENGTH = 12
const TAG_LENGTH = 16

/** The value was sealed under another secret key, for another context, or was altered. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError'
}

export type Secrets = Readonly<{
  /** A key of 32 bytes for one purpose, the same at every start. */
  derive: (label: string) => Buffer
  seal: (label: string, context: readonly string[], plain: Uint8Array) => Buffer
  /** @throws {UnsealError} */
  open: (label: string, context: readonly string[], sealed: Uint8Array) => Buffer<ArrayBuffer>
}>

/** @param key 32 bytes */
export function makeSecrets(key: Buffer, random: Random): Secrets {
  const derived = new Map<string, Buffer>()
  const derive = (label: string): Buffer => {
    let known = derived.get(label)
    if (!known) {
      known = Buffer.from(hkdfSync('sha256', key, '', `vignette/${label}`, 32))
      derived.set(label, known)
    }
    return known
  }
  const key_id = sha256(derive('key-id')).subarray(0, KEY_ID_LENGTH)

  return {
    derive,
    seal: (label, context, plain) => {
      const nonce = random('nonce', NONCE_LENGTH)
      const cipher = createCipheriv('aes-256-gcm', derive(`seal/${label}`), nonce)
      cipher.setAAD(contextBytes(context))
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([key_id, nonce, sealed, cipher.getAuthTag()])
    },
    open: (label, context, sealed) => {
      const bytes = Buffer.from(sealed)
      if (!equalInConstantTime(bytes.subarray(0, KEY_ID_LENGTH), key_id)) {
        throw new UnsealError(`${label} was sealed under another secret key`)
      }
      const nonce = bytes.subarray(KEY_ID_LENGTH, KEY_ID_LENGTH + NONCE_LENGTH)
      try {
        // The length of the tag is named, or a shorter one would do.
        const key = derive(`seal/${label}`)
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH })
        decipher.setAAD(contextBytes(context))
        decipher.setAuthTag(bytes.subarray(-TAG_LENGTH))
        const ciphertext = bytes.subarray(KEY_ID_LENGTH + NONCE_LENGTH, -TAG_LENGTH)
        return Buffer.concat([decipher.update(ciphertext), decipher.final()])
      } catch (cause) {
        throw new UnsealError(`${label} does not open: it was altered, or moved from another row`, { cause })
      }
    },
  }
}

/** Unambiguous whatever stands in the parts. */
const contextBytes = (context: readonly string[]): Buffer => Buffer.from(JSON.stringify(context))
