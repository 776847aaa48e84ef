/**
 * Metrics on a port of their own: whoever reads the server's address learns nothing of them.
 */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Deps } from '../deps.ts'
import { queueLengths } from '../domain/metrics/queue-lengths.ts'
import { Refusal } from '../domain/refusal.ts'
import { type Metrics, makeMetrics } from '../outgoing/metrics.ts'

type Place = NonNullable<Config['metrics']>

export type Measured = Pick<Metrics, 'countNotice' | 'observeRequest'> & Readonly<{ stop: () => void }>

/** @throws {Refusal} when it cannot listen */
export async function startMetrics(deps: Deps, place: Place, logger: Logger): Promise<Measured> {
  const metrics = await makeMetrics(() => queueLengths(deps))
  const server = serverOf(metrics, logger)
  await listen(server, place)
  logger.info({ metrics: server.address() }, 'metrics')
  const { countNotice, observeRequest, close } = metrics
  const stop = () => {
    close()
    server.close()
    server.closeAllConnections()
  }
  return { countNotice, observeRequest, stop }
}

function serverOf({ page }: Metrics, logger: Logger): Server {
  const server = createServer(async ({ url }, reply) => {
    if (url !== '/metrics') return void reply.writeHead(404).end()
    try {
      const { type, text } = await page()
      reply.writeHead(200, { 'content-type': type }).end(text)
    } catch (error) {
      logger.error({ err: error }, 'the metrics could not be read')
      reply.writeHead(500).end()
    }
  })
  // It ends with the server that it tells of.
  return server.unref()
}

async function listen(server: Server, { host, port }: Place): Promise<void> {
  server.listen({ host, port })
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new Refusal('faulty', listenFault(error as NodeJS.ErrnoException, host, port))
  }
}

function listenFault({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `METRICS_PORT is ${port}, which is taken: stop what listens there, or set another one.`
  return `Metrics cannot be served on ${host}, port ${port} (METRICS_HOST, METRICS_PORT): ${message}`
}
