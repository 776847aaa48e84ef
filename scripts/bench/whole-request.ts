/**
 * A right request to an endpoint, made anew when it is wanted, and what must not be got when a part of it is wrong.
 */
import type { Stage } from './mutation-stage.ts'
import type { PlainRequest } from './plain-request.ts'

export type Whole = Readonly<{
  what: string
  make: (stage: Stage) => Promise<PlainRequest>
  /** The status of the answer to it as it is. */
  status: number
  /** Unless each of these is there once and as it was, nothing is given. */
  needs: readonly string[]
}>
