/**
 * Work that is woken again and again; what is due is decided by the clock.
 */
import type { Logger } from 'pino'

type Repeated = Readonly<{
  work: () => Promise<unknown>
  /** In milliseconds, from the end of one time to the next. */
  every: number
  /** What is said when it went wrong; the next time comes all the same. */
  fault: string
}>

/** Not before the first requests are answered: a start is quick to them. */
const FIRST_AFTER_MS = 1000

/** @returns stops it, and resolves when what is on its way is done */
export function repeat(logger: Pick<Logger, 'error'>, { work, every, fault }: Repeated): () => Promise<void> {
  let stopped = false
  let timer: NodeJS.Timeout
  const run = async (): Promise<void> => {
    try {
      await work()
    } catch (error) {
      logger.error({ err: error }, fault)
    }
    if (!stopped) timer = setTimeout(start, every)
  }
  let running = Promise.resolve()
  const start = () => {
    running = run()
  }
  timer = setTimeout(start, FIRST_AFTER_MS)
  return () => {
    stopped = true
    clearTimeout(timer)
    return running
  }
}
