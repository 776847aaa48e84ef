/**
 * How much work one guess at a passcode costs: the parameters of Argon2id, and what a client accepts of them.
 *
 * Implements: RFC 9106 §4; RFC 9807 §7, §10.8.
 */
import { PasscodeError } from './passcode-error.ts'

/** Memory in KiB, passes, lanes. */
export type KeyStretching = Readonly<{ ksf_m: number; ksf_t: number; ksf_p: number }>

/** One lane: a browser pays lanes one after another, while an attacker runs them at once. */
export const DEFAULT_KEY_STRETCHING: KeyStretching = { ksf_m: 65_536, ksf_t: 3, ksf_p: 1 }

const LEAST_MEMORY = 19_456
const LEAST_MEMORY_FOR_ONE_PASS = 47_104
const MOST_MEMORY = 1_048_576
const MOST_PASSES = 10

/**
 * Keeps a hostile server from asking for a stretching that is weak, or that brings the browser down.
 *
 * @throws {PasscodeError} key-stretching
 */
export function checkKeyStretching({ ksf_m, ksf_t, ksf_p }: KeyStretching): void {
  const whole = Number.isInteger(ksf_m) && Number.isInteger(ksf_t)
  const leastMemory = ksf_t === 1 ? LEAST_MEMORY_FOR_ONE_PASS : LEAST_MEMORY
  const memoryFits = ksf_m >= leastMemory && ksf_m <= MOST_MEMORY
  const passesFit = ksf_t >= 1 && ksf_t <= MOST_PASSES
  if (!whole || !memoryFits || !passesFit || ksf_p !== 1) throw new PasscodeError('key-stretching')
}
