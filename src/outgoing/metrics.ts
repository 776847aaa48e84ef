/**
 * Metrics as Prometheus reads them: what flows tell of, how long requests and commits take, what waits, and the process.
 *
 * Labels are names that stand in the sources, status codes, and tenants that are there: nobody outside makes a further series.
 */
import type { Registry } from 'prom-client'
import { onCommit } from '../primitives/commit-times.ts'

type Prometheus = typeof import('prom-client')

/** What a flow tells of, as far as it is counted. */
type Told = Readonly<{
  flow: string
  step: string
  rule?: string | undefined
  tenant_id?: string | undefined
}>

type Answered = Readonly<{ method: string; route: string; status: number; seconds: number }>

/** How many wait, by the name of each queue. */
type ReadQueues = () => Promise<Readonly<Record<string, number>>>

export type Metrics = Readonly<{
  countNotice: (told: Told) => void
  observeRequest: (answered: Answered) => void
  /** Its media type, and all of it as text. */
  page: () => Promise<Readonly<{ type: string; text: string }>>
  /** No commit is measured from then on. */
  close: () => void
}>

/** In seconds: from a cached document to what keeps a person waiting. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** In seconds: one write to a disk. */
const COMMIT_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]

export async function makeMetrics(readQueues: ReadQueues): Promise<Metrics> {
  const prometheus = await import('prom-client')
  const { collectDefaultMetrics, Gauge, Histogram, Registry } = prometheus
  const register = new Registry()
  collectDefaultMetrics({ register })
  const requests = new Histogram({
    name: 'vignette_request_seconds',
    help: 'Requests that were answered, by the template of their address',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers: [register],
  })
  new Gauge({
    name: 'vignette_queue_waiting',
    help: 'Mails, and logout tokens of clients, that are still to be delivered',
    labelNames: ['queue'],
    registers: [register],
    async collect() {
      for (const [queue, waiting] of Object.entries(await readQueues())) this.set({ queue }, waiting)
    },
  })
  return {
    countNotice: noticeCounters(prometheus, register),
    observeRequest: ({ method, route, status, seconds }) =>
      requests.observe({ method, route, status }, seconds),
    page: async () => ({ type: register.contentType, text: await register.metrics() }),
    close: observeCommits(prometheus, register),
  }
}

function noticeCounters({ Counter }: Prometheus, register: Registry): Metrics['countNotice'] {
  const registers = [register]
  const grants = new Counter({
    name: 'vignette_grants_total',
    help: 'Grants that tokens were issued for, by type and tenant',
    labelNames: ['type', 'tenant'],
    registers,
  })
  const refusals = new Counter({
    name: 'vignette_refusals_total',
    help: 'Requests that were refused, by endpoint and rule',
    labelNames: ['flow', 'rule'],
    registers,
  })
  const steps = new Counter({
    name: 'vignette_steps_total',
    help: 'What happened otherwise, by endpoint',
    labelNames: ['flow', 'step', 'rule'],
    registers,
  })
  return ({ flow, step, rule = '', tenant_id = '' }) => {
    if (step === 'refused') refusals.inc({ flow, rule })
    else if (flow === 'token') grants.inc({ type: step, tenant: tenant_id })
    else steps.inc({ flow, step, rule })
  }
}

/** @returns ends it */
function observeCommits({ Counter, Histogram }: Prometheus, register: Registry): () => void {
  const commits = new Histogram({
    name: 'vignette_database_commit_seconds',
    help: 'Batches of transactions that became durable together',
    buckets: COMMIT_BUCKETS,
    registers: [register],
  })
  const transactions = new Counter({
    name: 'vignette_database_transactions_total',
    help: 'Transactions in those batches',
    registers: [register],
  })
  return onCommit((commit) => {
    commits.observe(commit.seconds)
    transactions.inc(commit.transactions)
  })
}
