/**
 * Processes of the bench: servers on one core, load on the other, and what the system says about them.
 */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { KeepAliveConnection, requestText } from './keep-alive-connection.ts'

export const SERVER_CORE = 0
export const LOAD_CORE = 1

const POLL_MS = 1
const PATIENCE_MS = 20_000

/** Before this process is pinned to one of them. */
const cores = availableParallelism()
const is_pinned = cores > 1 && spawnSync('taskset', ['--version']).status === 0

/** Said above each table. */
export const pinning = is_pinned
  ? `servers on core ${SERVER_CORE}, load on core ${LOAD_CORE}`
  : 'NOT PINNED (no taskset, or one core only): servers and load share what there is, and the figures say little'

/** Another Node of the same version, on a core of its own. */
export const startNode = (core: number, args: readonly string[], options: SpawnOptions): ChildProcess =>
  startProgram(core, [process.execPath, '--disable-warning=ExperimentalWarning', ...args], options)

/** Likewise, any program. */
export function startProgram(core: number, program: readonly string[], options: SpawnOptions): ChildProcess {
  const [command = '', ...rest] = is_pinned ? ['taskset', '-c', String(core), ...program] : program
  const child = spawn(command, rest, options)
  // Nothing is left behind, however this process ends.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  return child
}

/** This process and its threads, to where they do not disturb the servers. */
export function stayOffServerCore(): void {
  if (is_pinned) spawnSync('taskset', ['-a', '-c', '-p', String(LOAD_CORE), String(process.pid)])
}

/** The same back where they may run anywhere: a page comes up in several processes at once. */
export function useEveryCore(): void {
  if (!is_pinned) return
  spawnSync('taskset', ['-a', '-c', '-p', `0-${cores - 1}`, String(process.pid)])
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const killing = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  await ended
  clearTimeout(killing)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

/**
 * Asks until the address answers with 200.
 *
 * @throws {Error} when the process ends first, or takes far too long
 */
export async function untilAnswers(child: ChildProcess, port: number, path: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    const connection = await KeepAliveConnection.open(port).catch(() => undefined)
    const answer = await connection?.send(requestText(port, `GET ${path}`, []))
    connection?.close()
    if (answer?.status === 200) return
    await sleep(POLL_MS)
  }
  throw new Error(`nothing answered ${path} with 200 for ${PATIENCE_MS / 1000} s`)
}

/** What all threads of a process have used until now, in milliseconds. */
export function cpuMs({ pid }: ChildProcess): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const ns = threads.map((id) =>
    Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ', 1)[0]),
  )
  return ns.reduce((sum, each) => sum + each, 0) / 1e6
}

/** Resident memory in MiB. */
export function residentMib(child: ChildProcess): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
  return Number(kib) / 1024
}
