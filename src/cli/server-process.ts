/**
 * A server as a process: it listens, sweeps now and then, and stops without losing a request.
 */
import type { Server } from 'node:http'
import pino, { type Logger } from 'pino'
import type { Deps } from '../deps.ts'
import { retireServerKeys } from '../domain/authentication/server-key.ts'
import { fetchLogos } from '../domain/logos/fetch-logos.ts'
import type { Notice } from '../domain/notice.ts'
import { Refusal } from '../domain/refusal.ts'
import { sweep } from '../domain/retention.ts'
import { reseal } from '../domain/sealing/reseal.ts'
import { watchConnections } from './connections.ts'
import { openProcess } from './process-deps.ts'
import { mailBySmtp, mailToLog, startDelivery } from './process-mail.ts'
import { repeat } from './repeat.ts'

export const STDOUT = 1
export const STDERR = 2

const SWEEP_EVERY_MS = 600_000
const FETCH_LOGOS_EVERY_MS = 2000
/** A request or a mail that takes longer than this to finish does not hold up the stop. */
const STOP_WITHIN_MS = 30_000

type App = Readonly<{
  server: Server
  listen: (place: { host: string; port: number }) => Promise<string>
  close: () => PromiseLike<unknown>
}>

type Log = Readonly<{ logger: Logger; flush: () => void }>

export type Running = Readonly<{ deps: Deps; logger: Logger }>

type Start = Readonly<{
  mode: 'dev' | 'serve'
  /** The file descriptor that log lines go to, as JSON. */
  log_to: number
  start: (running: Running) => Promise<Readonly<{ app: App; onListening: () => void }>>
}>

/** Resolves when the server has stopped. @throws {Refusal} */
export async function runServer({ mode, log_to, start }: Start): Promise<void> {
  const log = openLog(log_to)
  const deps = await openProcess(
    mode,
    (notice) => logNotice(log.logger, notice),
    mode === 'dev' ? () => mailToLog(log.logger) : mailBySmtp,
  )
  log.logger.level = deps.config.log_level
  const running = { deps, logger: log.logger }
  try {
    const { app, onListening } = await start(running)
    const letGo = watchConnections(app.server)
    const stopped = untilStopped(log.logger)
    await listen(app, deps)
    onListening()
    const sweeper = startSweeper(running)
    const stopDelivery = startDelivery(deps, log.logger)
    const stopLogos = startLogos(running)
    await stopped
    letGo()
    await inTime(Promise.all([app.close(), stopDelivery(), stopLogos()]))
    clearInterval(sweeper)
  } finally {
    await deps.db.close()
    log.flush()
  }
}

/** Asynchronous: a request never waits for its line. */
function openLog(fd: number): Log {
  const destination = pino.destination({ dest: fd, sync: false })
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  return { logger, flush: () => destination.flushSync() }
}

/** A request has one line, which says why it was refused; here is what no such line tells. */
function logNotice(logger: Logger, notice: Notice): void {
  const is_told = notice.rule === undefined || notice.request_id !== undefined
  logger[is_told ? 'debug' : 'info'](notice, 'notice')
}

async function listen(app: App, { config: { host, port } }: Deps): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    throw new Refusal('faulty', listenFault(error as NodeJS.ErrnoException, host, port))
  }
}

function listenFault({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: stop what listens there, or set PORT to another one.`
  if (code === 'EACCES') return `Port ${port} is not open to this user: set PORT to one from 1024 upwards.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `HOST is ${host}, which is no address of this machine.`
  }
  return `Cannot listen on ${host}, port ${port}: ${message}`
}

/** A signal may come twice, from the terminal and from whoever started this process; the second one changes nothing. */
async function untilStopped(logger: Logger): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve)
  logger.info({ signal: await promise }, 'stopping')
}

/** No connection is taken from here on; requests in flight are answered, and mails on their way go out. */
async function inTime(ending: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, STOP_WITHIN_MS)
  await Promise.race([ending, promise])
  clearTimeout(timer)
}

async function upkeep(deps: Deps): Promise<void> {
  await sweep(deps)
  await retireServerKeys(deps)
  await reseal(deps)
}

/** @returns stops it, and resolves when those on their way are here or given up */
const startLogos = ({ deps, logger }: Running): (() => Promise<void>) =>
  repeat(logger, {
    work: () => fetchLogos(deps),
    every: FETCH_LOGOS_EVERY_MS,
    fault: 'the fetching of logos failed',
  })

/** The timer only wakes the sweeper; what may go is decided by the clock. */
function startSweeper({ deps, logger }: Running): NodeJS.Timeout {
  const run = () => {
    upkeep(deps).catch((error: unknown) => logger.error({ err: error }, 'the sweeper failed'))
  }
  run()
  return setInterval(run, SWEEP_EVERY_MS).unref()
}
