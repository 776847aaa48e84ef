/** What a new PIN and a new pattern have in common. */
import type { PasscodeSecret } from './worker-messages.ts'

export type NewSecret = Readonly<{
  /** Shows what is wrong. @returns where it is mended; undefined when nothing is */
  check: () => (() => void) | undefined
  clear: () => void
  /** Undefined when it is not whole. */
  read: () => PasscodeSecret | undefined
}>
