/**
 * Cold starts, from the making of the process to the first discovery document, and the memory a server holds when idle.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildExecutable } from '../build.ts'
import { type Figure, median } from './figures.ts'
import { OUR_DISCOVERY, prepareOurs } from './our-side.ts'
import { PEER_DISCOVERY, preparePeer } from './peer-side.ts'
import { residentMib, SERVER_CORE, startProgram, stop, untilAnswers } from './processes.ts'
import type { Report } from './report.ts'

const NODE = [process.execPath, '--disable-warning=ExperimentalWarning']

/** Long enough for what a start leaves behind to be swept up. */
const IDLE_MS = 3000

type Start = Readonly<{
  program: readonly string[]
  port: number
  env: NodeJS.ProcessEnv
  path: string
}>
type Sample = Readonly<{ start_ms: number; idle_mib: number }>

export async function benchStart(folder: string, rounds: number): Promise<Report> {
  const { config, env, args } = await prepareOurs(folder)
  const ours = { program: [...NODE, ...args], port: config.port, env, path: OUR_DISCOVERY }
  const { NODE_COMPILE_CACHE: _, ...plain } = env
  const executable = await buildExecutable(join(folder, 'dist'))
  const one_file = { ...ours, program: [executable, 'serve'], env: plain }
  const peer = await preparePeer(folder)
  const theirs = { program: [...NODE, ...peer.args], port: peer.port, env: process.env, path: PEER_DISCOVERY }
  const samples: Record<'ours' | 'one_file' | 'theirs', Sample[]> = { ours: [], one_file: [], theirs: [] }
  // The first of each fills the system's cache of files, and is not counted.
  await startOnce(ours, 0)
  await startOnce(one_file, 0)
  await startOnce(theirs, 0)
  for (let round = 0; round < rounds; round += 1) {
    samples.ours.push(await startOnce(ours, IDLE_MS))
    samples.one_file.push(await startOnce(one_file, 0))
    samples.theirs.push(await startOnce(theirs, IDLE_MS))
  }
  const figure = (
    what: string,
    unit: string,
    pick: (sample: Sample) => number,
    most: number,
    of: readonly Sample[] = samples.ours,
  ): Figure => ({
    what,
    unit,
    ours: median(of.map(pick)),
    theirs: median(samples.theirs.map(pick)),
    goal: { most },
  })
  return {
    title: 'Cold start and idle memory',
    circumstances: [
      `${rounds} starts of each in turn, medians; the process is Node itself; database and keys are there`,
      `memory ${IDLE_MS / 1000} s after the first answer`,
    ],
    theirs: 'node-oidc-provider',
    figures: [
      figure('start to the first discovery document, from sources', 'ms', ({ start_ms }) => start_ms, 1.5),
      figure('as one file', 'ms', ({ start_ms }) => start_ms, 0.8, samples.one_file),
      figure('resident when idle', 'MiB', ({ idle_mib }) => idle_mib, 1.45),
    ],
  }
}

async function startOnce({ program, port, env, path }: Start, idle_ms: number): Promise<Sample> {
  const began_at = performance.now()
  const server = startProgram(SERVER_CORE, program, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    await untilAnswers(server, port, path)
    const start_ms = performance.now() - began_at
    await sleep(idle_ms)
    return { start_ms, idle_mib: residentMib(server) }
  } finally {
    await stop(server)
  }
}
