/**
 * The log of a process. No request waits for its line, and lines wait a moment for each other: to hand one over costs many
 * times what it costs to make it.
 */
import pino, { type Logger } from 'pino'

const WAIT_MS = 20

export type Log = Readonly<{
  logger: Logger
  /** Writes what is waiting, at once. */
  flush: () => void
}>

/** @param fd where the lines go to, as JSON */
export function openLog(fd: number): Log {
  const destination = pino.destination({ dest: fd, sync: false })
  let waiting = ''
  const handOver = () => {
    if (waiting === '') return
    destination.write(waiting)
    waiting = ''
  }
  const write = (line: string) => {
    if (waiting === '') setTimeout(handOver, WAIT_MS)
    waiting += line
  }
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write })
  const flush = () => {
    handOver()
    destination.flushSync()
  }
  return { logger, flush }
}
