/** One work after the other: the worker answers in the order that it was asked. */
import { makeLink } from './passcode-link.ts'
import type { Outcomes, Work } from './worker-messages.ts'

const { prepare, attempt } = makeLink()
let last: Promise<unknown> = Promise.resolve()

export { prepare }

/** Never rejects. */
export function ask<Asked extends Work>(work: Asked): Promise<Outcomes[Asked['kind']]> {
  const outcome = last.then(() => attempt(work))
  last = outcome
  return outcome
}
