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
  // What the other one is given is on its way when it returns, and nothing can wait for it but a turn of the loop.
  const at_once = pino.destination({ dest: fd, sync: true })
  let waiting = ''
  const handOver = (to = destination) => {
    if (waiting === '') return
    to.write(waiting)
    waiting = ''
  }
  const write = (line: string) => {
    if (waiting === '') setTimeout(() => handOver(), WAIT_MS)
    waiting += line
  }
  const logger = pino({ base: null, timestamp: makeTimestamp() }, { write })
  const flush = () => {
    destination.flushSync()
    handOver(at_once)
  }
  return { logger, flush }
}

/** Many lines are of one millisecond: it is written out once for all of them. */
function makeTimestamp(): () => string {
  const written = { at: 0, text: '' }
  return () => {
    const at = Date.now()
    if (at !== written.at) Object.assign(written, { at, text: `,"time":"${new Date(at).toISOString()}"` })
    return written.text
  }
}
