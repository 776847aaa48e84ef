/**
 * What became of something that is delivered, in the words of a list.
 */
import { isoInstant, type UnixSeconds } from '../primitives/clock.ts'

type Delivered = Readonly<{
  state: string
  attempts: number
  /** undefined: no more tries. */
  due_at: UnixSeconds | undefined
}>

/** Its state, and how often it was tried. */
export function deliveryWords({ state, attempts, due_at }: Delivered): [string, string] {
  const told = due_at === undefined ? state.replace('-', ' ') : `due ${isoInstant(due_at)}`
  return [told, attempts === 1 ? '1 try' : `${attempts} tries`]
}
