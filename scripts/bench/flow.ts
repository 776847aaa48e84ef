/**
 * The whole code flow, ours durable in SQLite and node-oidc-provider's in memory, visited in turn under the same load.
 */
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { type Figure, type Goal, median } from './figures.ts'
import type { Seen, Visit } from './load.ts'
import { startOurs } from './our-side.ts'
import { startPeer } from './peer-side.ts'
import { cpuMs, LOAD_CORE, startNode, stop } from './processes.ts'
import type { Report } from './report.ts'
import { ALGORITHMS, type Alg, type Format, type Side } from './sides.ts'

const CONNECTIONS = 16
const WARM_UP_MS = 500
const FIRST_WARM_UP_MS = 2000
const LOAD = join(import.meta.dirname, 'load.ts')

/** Times as many flows as node-oidc-provider in memory. */
const GOALS: Readonly<Record<Alg, Goal>> = {
  RS256: { least: 1.9 },
  ES256: { least: 2.8 },
  EdDSA: { least: 2.4 },
}

export type FlowOptions = Readonly<{ rounds: number; seconds: number; formats: readonly Format[] }>

type Sample = Seen & Readonly<{ server_share: number }>
type Samples = Map<string, Sample[]>

export async function benchFlow(folder: string, options: FlowOptions): Promise<Report> {
  const sides: Side[] = []
  const load = startNode(LOAD_CORE, [LOAD], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    sides.push(await startOurs(folder))
    sides.push(await startPeer(folder))
    const samples = await visitInTurn(load, sides, options)
    return report(samples, options)
  } finally {
    await stop(load)
    for (const { server } of sides) await stop(server)
  }
}

async function visitInTurn(
  load: ChildProcess,
  sides: readonly Side[],
  { rounds, seconds, formats }: FlowOptions,
): Promise<Samples> {
  const samples: Samples = new Map()
  const kinds = formats.flatMap((format) => ALGORITHMS.map((alg) => ({ format, alg })))
  for (let round = 0; round < rounds; round += 1) {
    const warm_up_ms = round === 0 ? FIRST_WARM_UP_MS : WARM_UP_MS
    // Who comes first alternates, so that neither always follows the other.
    const order = round % 2 === 0 ? sides : sides.toReversed()
    for (const { alg, format, side } of kinds.flatMap((kind) => order.map((side) => ({ ...kind, side })))) {
      const target = side.target(alg, format)
      const visit = { target, connections: CONNECTIONS, warm_up_ms, ms: seconds * 1000 }
      const key = keyOf(side.name, alg, format)
      samples.set(key, [...(samples.get(key) ?? []), await makeVisit(load, side, visit)])
    }
    process.stderr.write(`round ${round + 1} of ${rounds}\n`)
  }
  return samples
}

const keyOf = (name: string, alg: Alg, format: Format): string => `${name}/${alg}/${format}`

async function makeVisit(load: ChildProcess, { server }: Side, visit: Visit): Promise<Sample> {
  const [cpu, began_at] = [cpuMs(server), performance.now()]
  const seen = await new Promise<Seen>((resolve, reject) => {
    load.once('message', (answer: Readonly<{ seen: Seen } | { error: string }>) => {
      if ('seen' in answer) resolve(answer.seen)
      else reject(new Error(answer.error))
    })
    load.send(visit)
  })
  return { ...seen, server_share: (cpuMs(server) - cpu) / (performance.now() - began_at) }
}

function report(samples: Samples, { rounds, seconds, formats }: FlowOptions): Report {
  const all = [...samples.values()].flat()
  const busiest = (pick: (sample: Sample) => number) => Math.max(...all.map(pick)).toFixed(2)
  const idlest = Math.min(...all.map(({ server_share }) => server_share)).toFixed(2)
  return {
    title: 'Code flow: authorize with a live session and a consent given before, token, userinfo',
    circumstances: [
      `${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s in turn, medians`,
      'Vignette: serve, SQLite with synchronous=FULL, log at info; node-oidc-provider: in memory, no log',
      'client_secret_basic, PKCE, no refresh token, scope openid profile email',
      'opaque: access tokens are opaque; jwt: they are JWTs, and nobody asks userinfo, which refuses those of node-oidc-provider',
      `load: at most ${busiest(({ cpu_share }) => cpu_share)} of its core; servers: at least ${idlest} of theirs`,
    ],
    theirs: 'node-oidc-provider',
    figures: formats.flatMap((format) => ALGORITHMS.flatMap((alg) => figuresOf(samples, alg, format))),
  }
}

function figuresOf(samples: Samples, alg: Alg, format: Format): Figure[] {
  const middle = (name: string, pick: (sample: Sample) => number) =>
    median((samples.get(keyOf(name, alg, format)) ?? []).map(pick))
  const both = (pick: (sample: Sample) => number) => ({
    ours: middle('Vignette', pick),
    theirs: middle('node-oidc-provider', pick),
  })
  const flows = both(({ flows_per_second }) => flows_per_second)
  const p99 = both(({ p99_ms }) => p99_ms)
  const cpu = both(({ server_share, flows_per_second }) => (server_share * 1000) / flows_per_second)
  const goal = format === 'opaque' ? GOALS[alg] : undefined
  return [
    { what: `${alg}, ${format}`, unit: 'flows/s', ...flows, goal },
    { what: `${alg}, ${format}: 99 of 100 flows within`, unit: 'ms', ...p99, goal: undefined },
    { what: `${alg}, ${format}: server CPU of a flow`, unit: 'ms', ...cpu, goal: undefined },
  ]
}
