/**
 * A server as a process: it listens, sweeps now and then, and stops without losing a request.
 */
import type { Server } from 'node:http'
import type { Server as TlsServer } from 'node:tls'
import type { Logger } from 'pino'
import type { Mode } from '../config.ts'
import type { Deps } from '../deps.ts'
import { retireServerKeys } from '../domain/authentication/server-key.ts'
import { keepSigningKeys } from '../domain/keys/key-rotation.ts'
import { fetchLogos } from '../domain/logos/fetch-logos.ts'
import { deliverLogouts } from '../domain/logout/logout-delivery.ts'
import type { Notice } from '../domain/notice.ts'
import { Refusal } from '../domain/refusal.ts'
import { sweep } from '../domain/retention.ts'
import { reseal } from '../domain/sealing/reseal.ts'
import { holdDatabase, sqlitePath } from '../store/database-file.ts'
import { watchConnections } from './connections.ts'
import { type Observation, startObservation } from './observation.ts'
import type { Certificate } from './own-certificate.ts'
import { openProcess } from './process-deps.ts'
import { openLog } from './process-log.ts'
import { mailBySmtp, mailToLog, startDelivery } from './process-mail.ts'
import { repeat } from './repeat.ts'

export const STDOUT = 1
export const STDERR = 2

const SWEEP_EVERY_MS = 600_000
const FETCH_LOGOS_EVERY_MS = 2000
const DELIVER_LOGOUTS_EVERY_MS = 1000
/** A request or a mail that takes longer than this to finish does not hold up the stop. */
const STOP_WITHIN_MS = 30_000

type App = Readonly<{
  server: Server
  listen: (place: { host: string; port: number }) => Promise<string>
  close: () => PromiseLike<unknown>
}>

export type Running = Readonly<{
  deps: Deps
  logger: Logger
  /** As stated in TLS_CERT and TLS_KEY. */
  tls: Certificate | undefined
  /** Told how long each request took; undefined: nobody measures. */
  observe: Observation['observe'] | undefined
}>

type Start = Readonly<{
  mode: Mode
  /** The host of a test suite, which may be fetched from though it is private and whatever its certificate says. */
  suite_host?: string | undefined
  /** The file descriptor that log lines go to, as JSON. */
  log_to: number
  start: (running: Running) => Promise<Readonly<{ app: App; onListening: () => void }>>
}>

/** Resolves when the server has stopped. @throws {Refusal} */
export async function runServer({ mode, suite_host, log_to, start }: Start): Promise<void> {
  const log = openLog(log_to)
  let observation: Observation | undefined
  const deps = await openProcess(
    mode,
    (notice) => {
      logNotice(log.logger, notice)
      observation?.notice(notice)
    },
    mode === 'serve' ? mailBySmtp : () => mailToLog(log.logger),
    suite_host,
  )
  log.logger.level = deps.config.log_level
  const letGoOfDatabase = await holdIt(deps)
  try {
    observation = await startObservation(deps, log.logger)
    const observe = observation?.observe
    const running = { deps, logger: log.logger, tls: await certificateOf(deps), observe }
    const { app, onListening } = await start(running)
    const letGo = watchConnections(app.server)
    const stopped = untilStopped(log.logger)
    await listen(app, deps)
    onListening()
    const stopSweeper = startSweeper(running)
    const stopDelivery = startDelivery(deps, log.logger)
    const stopLogos = startLogos(running)
    const stopLogouts = startLogouts(running)
    const stopRenewal = await startRenewal(app, running)
    await stopped
    letGo()
    const stops = [stopSweeper, stopDelivery, stopLogos, stopLogouts, stopRenewal]
    await inTime(Promise.all([app.close(), ...stops.map((stop) => stop())]))
  } finally {
    await observation?.stop()
    await deps.db.close()
    letGoOfDatabase()
    log.flush()
  }
}

/** SQLite has one server at a time. @throws {DatabaseFileError} */
async function holdIt({ config: { database_url }, db }: Deps): Promise<() => void> {
  const path = sqlitePath(database_url)
  try {
    return path === undefined ? () => {} : holdDatabase(path)
  } catch (error) {
    await db.close()
    throw error
  }
}

async function certificateOf({ config: { tls }, now }: Deps): Promise<Certificate | undefined> {
  return tls && (await import('./tls-files.ts')).readTlsFiles(tls, now())
}

/** @returns stops it */
async function startRenewal({ server }: App, { deps, logger }: Running): Promise<() => Promise<void>> {
  const { tls } = deps.config
  if (!tls) return async () => {}
  return (await import('./tls-renewal.ts')).startTlsRenewal(server as Server & TlsServer, tls, logger)
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
  if (code === 'EACCES')
    return `Port ${port} is not open to this user: set PORT to one from 1024 upwards, or give the server CAP_NET_BIND_SERVICE.`
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
  await keepSigningKeys(deps)
}

/** @returns stops it, and resolves when those on their way are here or given up */
const startLogos = ({ deps, logger }: Running): (() => Promise<void>) =>
  repeat(logger, {
    work: () => fetchLogos(deps),
    every: FETCH_LOGOS_EVERY_MS,
    fault: 'the fetching of logos failed',
  })

/** @returns stops it, and resolves when those on their way have arrived or failed */
const startLogouts = ({ deps, logger }: Running): (() => Promise<void>) =>
  repeat(logger, {
    work: () => deliverLogouts(deps),
    every: DELIVER_LOGOUTS_EVERY_MS,
    fault: 'the delivery of logout tokens failed',
  })

/** @returns stops it, and resolves when it is through with what it is at */
const startSweeper = ({ deps, logger }: Running): (() => Promise<void>) =>
  repeat(logger, { work: () => upkeep(deps), every: SWEEP_EVERY_MS, fault: 'the sweeper failed' })
