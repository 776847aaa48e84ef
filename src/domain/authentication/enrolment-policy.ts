/**
 * What a tenant takes as a passcode: only what its sign-in page can ask for again.
 */
import type { PasscodeSecret } from '../../passcode/passcode-secret.ts'
import { completePattern } from '../../passcode/pattern.ts'
import { PICTURE_OPENING_LENGTH, pictureFault } from '../../passcode/picture-file.ts'
import { parsePin } from '../../passcode/pin.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'

/** The message is for the person who enrols somebody. */
export class EnrolmentError extends Error {
  override readonly name = 'EnrolmentError'
}

/** Whether people may sign in so here. */
export const takesMethod = ({ methods }: Pick<TenantPolicy, 'methods'>, method: PasscodeSecret['method']) =>
  methods.includes(method)

type Policy = Pick<TenantPolicy, 'methods' | 'pin_length' | 'pattern_points' | 'grid'>

const METHODS = { pin: 'a PIN', pattern: 'a pattern', none: 'a picture alone' } as const

/** @throws {EnrolmentError} */
export function checkEnrolment(policy: Policy, picture: Uint8Array, secret: PasscodeSecret): void {
  const fault = pictureFaultText(picture) ?? methodFault(policy, secret) ?? secretFault(policy, secret)
  if (fault !== undefined) throw new EnrolmentError(fault)
}

function pictureFaultText(picture: Uint8Array): string | undefined {
  const fault = pictureFault(picture.length, picture.subarray(0, PICTURE_OPENING_LENGTH))
  if (fault === undefined) return undefined
  return fault === 'too-large'
    ? 'The picture is larger than 25 MB.'
    : 'The file is not a picture that can be read.'
}

function methodFault(policy: Policy, { method }: PasscodeSecret): string | undefined {
  return takesMethod(policy, method) ? undefined : `This tenant does not take ${METHODS[method]}.`
}

function secretFault(policy: Policy, secret: PasscodeSecret): string | undefined {
  if (secret.method === 'pin') {
    return parsePin(secret.digits)?.length === policy.pin_length
      ? undefined
      : `A PIN has ${policy.pin_length} digits in this tenant.`
  }
  if (secret.method === 'none') return undefined
  const points = secret.grid === policy.grid ? completePattern(secret.grid, secret.points) : undefined
  return (points?.length ?? 0) >= policy.pattern_points
    ? undefined
    : `A pattern joins at least ${policy.pattern_points} points of ${policy.grid} by ${policy.grid} in this tenant, each once.`
}
