/**
 * What the visual passcode refuses, as one class; `reason` is for programs, and no words for people are in here.
 */
export type PasscodeErrorReason = 'tenant' | 'digest' | 'pin' | 'pattern' | 'key-stretching'

export class PasscodeError extends Error {
  override readonly name = 'PasscodeError'
  readonly reason: PasscodeErrorReason

  constructor(reason: PasscodeErrorReason) {
    super(`the passcode's ${reason} is not acceptable`)
    this.reason = reason
  }
}
