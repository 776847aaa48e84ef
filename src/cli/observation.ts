/**
 * Whoever watches a server as it runs: Prometheus, OpenTelemetry, both or, mostly, nobody.
 */
import type { Logger } from 'pino'
import { TRACES_ENDPOINT } from '../config.ts'
import type { Deps } from '../deps.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Answered } from '../outgoing/traces.ts'

export type Observation = Readonly<{
  notice: Deps['notice']
  observe: (answered: Answered) => void
  stop: () => Promise<void>
}>

/** @returns undefined: nobody watches @throws {Refusal} */
export async function startObservation(deps: Deps, logger: Logger): Promise<Observation | undefined> {
  const watching = [await measured(deps, logger), await traced(logger)].filter((each) => each !== undefined)
  if (watching.length === 0) return undefined
  return {
    notice: (notice) => {
      for (const each of watching) each.notice(notice)
    },
    observe: (answered) => {
      for (const each of watching) each.observe(answered)
    },
    stop: async () => void (await Promise.all(watching.map((each) => each.stop()))),
  }
}

async function measured(deps: Deps, logger: Logger): Promise<Observation | undefined> {
  const { metrics } = deps.config
  if (!metrics) return undefined
  const { startMetrics } = await import('./metrics-server.ts')
  const { countNotice, observeRequest, stop } = await startMetrics(deps, metrics, logger)
  return { notice: countNotice, observe: observeRequest, stop: async () => stop() }
}

async function traced(logger: Logger): Promise<Observation | undefined> {
  const endpoint = process.env[TRACES_ENDPOINT]
  if (!endpoint) return undefined
  if (!/^https?:/.test(endpoint) || !URL.canParse(endpoint)) {
    throw new Refusal(
      'faulty',
      `${TRACES_ENDPOINT} is ${JSON.stringify(endpoint)}: it must be the address of a collector, for example http://localhost:4318`,
    )
  }
  const { makeTraces } = await import('../outgoing/traces.ts')
  const onFault = (fault: string) => logger.warn({ fault }, 'traces were not delivered')
  const { noteStep, traceRequest, stop } = await makeTraces(endpoint, onFault)
  return { notice: noteStep, observe: traceRequest, stop }
}
