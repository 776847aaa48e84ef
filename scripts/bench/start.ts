/**
 * Cold starts, from the making of the process to the first discovery document, and the memory a server holds when idle.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Figure, median } from './figures.ts'
import { OUR_DISCOVERY, prepareOurs } from './our-side.ts'
import { PEER_DISCOVERY, preparePeer } from './peer-side.ts'
import { residentMib, SERVER_CORE, startNode, stop, untilAnswers } from './processes.ts'
import type { Report } from './report.ts'

/** Long enough for what a start leaves behind to be swept up. */
const IDLE_MS = 3000

type Start = Readonly<{ port: number; args: readonly string[]; env: NodeJS.ProcessEnv; path: string }>
type Sample = Readonly<{ start_ms: number; idle_mib: number }>

export async function benchStart(folder: string, rounds: number): Promise<Report> {
  const { config, env, args } = await prepareOurs(folder)
  const ours = { port: config.port, args, env, path: OUR_DISCOVERY }
  const theirs = { ...(await preparePeer(folder)), env: process.env, path: PEER_DISCOVERY }
  const samples: { ours: Sample[]; theirs: Sample[] } = { ours: [], theirs: [] }
  // The first of each fills the system's cache of files, and is not counted.
  await startOnce(ours, 0)
  await startOnce(theirs, 0)
  for (let round = 0; round < rounds; round += 1) {
    samples.ours.push(await startOnce(ours, IDLE_MS))
    samples.theirs.push(await startOnce(theirs, IDLE_MS))
  }
  const figure = (what: string, unit: string, pick: (sample: Sample) => number, most: number): Figure => ({
    what,
    unit,
    ours: median(samples.ours.map(pick)),
    theirs: median(samples.theirs.map(pick)),
    goal: { most },
  })
  return {
    title: 'Cold start and idle memory',
    circumstances: [
      `${rounds} starts of each in turn, medians; the process is Node itself, from sources; database and keys are there`,
      `memory ${IDLE_MS / 1000} s after the first answer`,
    ],
    theirs: 'node-oidc-provider',
    figures: [
      figure('start to the first discovery document', 'ms', ({ start_ms }) => start_ms, 1.5),
      figure('resident when idle', 'MiB', ({ idle_mib }) => idle_mib, 1.45),
    ],
  }
}

async function startOnce({ port, args, env, path }: Start, idle_ms: number): Promise<Sample> {
  const began_at = performance.now()
  const server = startNode(SERVER_CORE, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    await untilAnswers(server, port, path)
    const start_ms = performance.now() - began_at
    await sleep(idle_ms)
    return { start_ms, idle_mib: residentMib(server) }
  } finally {
    await stop(server)
  }
}
