/** What the PIN and the pattern have in common. */
import type { PasscodeSecret } from './worker-messages.ts'

export type SecretField = Readonly<{
  /** Where it is filled again. */
  focus: () => void
  clear: () => void
  /** Undefined, with the error shown, when there is nothing to send. */
  read: () => PasscodeSecret | undefined
}>
