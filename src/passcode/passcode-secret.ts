/**
 * The secret of a visual passcode as the password that OPAQUE is given: tenant, picture and PIN or pattern in one
 * digest. Secret encoding version 1.
 */
import { type Bytes, joinBytes, toBase64url, uint16, uint32, utf8 } from './bytes.ts'
import { PasscodeError } from './passcode-error.ts'
import { completePattern, type GridSize } from './pattern.ts'
import { CANON_VERSION } from './picture-digest.ts'
import { parsePin } from './pin.ts'

/** What goes with the picture. `points` are row-major indexes from 0. */
export type PasscodeSecret =
  | Readonly<{ method: 'none' }>
  | Readonly<{ method: 'pin'; digits: string }>
  | Readonly<{ method: 'pattern'; grid: GridSize; points: readonly number[] }>

export type Passcode = Readonly<{ tenant_uuid: string; picture_digest: Uint8Array; secret: PasscodeSecret }>

const DIGEST_LENGTH = 32

/** Stands for each field in the message that is digested: tag, length, value. */
const TAG = { tenant: 1, canonVersion: 2, pictureDigest: 3, method: 4, pin: 5, pattern: 6 } as const

const field = (tag: number, value: Uint8Array): Bytes =>
  joinBytes([Uint8Array.of(tag), uint32(value.length), value])

/**
 * @returns the password for OPAQUE: 86 characters of base64url.
 * @throws {PasscodeError} tenant, digest, pin, pattern
 */
export async function encodePasscode({ tenant_uuid, picture_digest, secret }: Passcode): Promise<string> {
  if (picture_digest.length !== DIGEST_LENGTH) throw new PasscodeError('digest')
  const message = joinBytes([
    utf8('vpc/secret/v1\0'),
    field(TAG.tenant, uuidBytes(tenant_uuid)),
    field(TAG.canonVersion, uint16(CANON_VERSION)),
    field(TAG.pictureDigest, picture_digest),
    ...secretFields(secret),
  ])
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-512', message)))
}

function secretFields(secret: PasscodeSecret): Bytes[] {
  if (secret.method === 'none') return [field(TAG.method, Uint8Array.of(0))]
  if (secret.method === 'pin') {
    const digits = parsePin(secret.digits)
    if (digits === undefined) throw new PasscodeError('pin')
    return [field(TAG.method, Uint8Array.of(1)), field(TAG.pin, utf8(digits))]
  }
  const points = completePattern(secret.grid, secret.points)
  if (points === undefined) throw new PasscodeError('pattern')
  return [field(TAG.method, Uint8Array.of(2)), field(TAG.pattern, Uint8Array.of(secret.grid, ...points))]
}

function uuidBytes(text: string): Bytes {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) throw new PasscodeError('tenant')
  const digits = text.replaceAll('-', '')
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16))
}
