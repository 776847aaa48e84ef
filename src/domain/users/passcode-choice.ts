/**
 * The passcode that an administrator enrols for a person, held against the tenant's policy before anything is written.
 */
import type { PasscodeSecret } from '../../passcode/passcode-secret.ts'
import { parsePattern } from '../../passcode/pattern.ts'
import {
  PICTURE_OPENING_LENGTH,
  PICTURE_SIZE_LIMIT,
  type PictureFault,
  pictureFault,
} from '../../passcode/picture-file.ts'
import { parsePin } from '../../passcode/pin.ts'
import { refuseIf } from '../refusal.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'

/** What goes with the picture, as typed; the points of a pattern count from 1. */
export type StatedSecret =
  | Readonly<{ method: 'pin' | 'pattern'; typed: string }>
  | Readonly<{ method: 'none'; typed?: undefined }>

export type StatedPasscode = Readonly<{ picture: Uint8Array; secret: StatedSecret }>

export type PasscodeChoice = Readonly<{ picture: Uint8Array; secret: PasscodeSecret }>

/** The secret, or what is wrong with it. */
type Reading = Readonly<{ secret?: PasscodeSecret; fault?: string }>

/** @throws {Refusal} faulty */
export function choosePasscode(policy: TenantPolicy, { picture, secret }: StatedPasscode): PasscodeChoice {
  const reading = readSecret(policy, secret)
  refuseIf([pictureFaultText(picture), methodFault(policy, secret), reading.fault])
  return { picture, secret: reading.secret as PasscodeSecret }
}

const PICTURE_FAULTS: Record<PictureFault, string> = {
  'too-large': `is larger than ${PICTURE_SIZE_LIMIT / 1024 / 1024} MB`,
  'not-a-picture': 'is not a picture: it must be JPEG, PNG, WebP, GIF, HEIC or AVIF',
}

function pictureFaultText(picture: Uint8Array): string | undefined {
  const fault = pictureFault(picture.length, picture.subarray(0, PICTURE_OPENING_LENGTH))
  return fault && `the picture ${PICTURE_FAULTS[fault]}`
}

function methodFault({ methods }: TenantPolicy, { method }: StatedSecret): string | undefined {
  if (methods.includes(method)) return undefined
  const wanted = method === 'none' ? 'a picture alone' : `a ${method === 'pin' ? 'PIN' : 'pattern'}`
  return `this tenant does not allow ${wanted}: its methods are ${methods.join(', ')}`
}

function readSecret(policy: TenantPolicy, { method, typed = '' }: StatedSecret): Reading {
  if (method === 'none') return { secret: { method } }
  return method === 'pin' ? readPin(policy, typed) : readPattern(policy, typed)
}

function readPin({ pin_length }: TenantPolicy, typed: string): Reading {
  const digits = parsePin(typed)
  if (digits === undefined) return { fault: 'a PIN is 3 to 12 digits' }
  if (digits.length < pin_length) return { fault: `the PIN is shorter than the ${pin_length} digits of this tenant` }
  return { secret: { method: 'pin', digits } }
}

function readPattern({ grid, pattern_points }: TenantPolicy, typed: string): Reading {
  const points = parsePattern(grid, typed)
  if (points === undefined) {
    return { fault: `a pattern is at least 3 different points from 1 to ${grid ** 2}, such as 1-2-5` }
  }
  if (points.length < pattern_points) {
    return { fault: `the pattern joins fewer than the ${pattern_points} points of this tenant` }
  }
  return { secret: { method: 'pattern', grid, points } }
}
