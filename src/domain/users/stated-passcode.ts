/**
 * The passcode that an administrator states for a person, held against the tenant's policy before anything is written.
 */
import type { PasscodeSecret } from '../../passcode/passcode-secret.ts'
import { parsePattern } from '../../passcode/pattern.ts'
import type { NewPasscode } from '../authentication/enrolment.ts'
import { checkEnrolment, EnrolmentError } from '../authentication/enrolment-policy.ts'
import { Refusal } from '../refusal.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'

/** What goes with the picture, as typed; the points of a pattern count from 1. */
export type StatedSecret =
  | Readonly<{ method: 'pin' | 'pattern'; typed: string }>
  | Readonly<{ method: 'none' }>

export type StatedPasscode = Readonly<{ picture: Uint8Array; secret: StatedSecret }>

/** @throws {Refusal} faulty */
export function readPasscode(policy: TenantPolicy, stated: StatedPasscode): NewPasscode {
  const passcode = { picture: stated.picture, secret: secretOf(policy, stated.secret) }
  try {
    checkEnrolment(policy, passcode.picture, passcode.secret)
  } catch (error) {
    if (error instanceof EnrolmentError) throw new Refusal('faulty', error.message)
    throw error
  }
  return passcode
}

/** A pattern that is none has no points: too few for every policy. */
function secretOf({ grid }: TenantPolicy, stated: StatedSecret): PasscodeSecret {
  if (stated.method === 'none') return { method: 'none' }
  if (stated.method === 'pin') return { method: 'pin', digits: stated.typed }
  return { method: 'pattern', grid, points: parsePattern(grid, stated.typed) ?? [] }
}
