/**
 * Heavy work in turn: so many at once, so many waiting, and no more, so that a storm of it starves nothing else.
 */
import { availableParallelism } from 'node:os'

/** That this process may use. */
export const CORES = availableParallelism()

/** One core stays free for everything else. */
export const SPARE_CORES = Math.max(1, CORES - 1)

/** As many wait already as may. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
}

/** @throws {QueueFullError} */
export type WorkQueue = <T>(work: () => Promise<T>) => Promise<T>

export function makeWorkQueue(atOnce: number, mostWaiting: number): WorkQueue {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running < atOnce) running += 1
    else if (waiting.length < mostWaiting) await new Promise<void>((resolve) => waiting.push(resolve))
    else throw new QueueFullError(`${mostWaiting} wait already`)
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The next one takes over this place; nobody can come between.
      if (next) next()
      else running -= 1
    }
  }
}
