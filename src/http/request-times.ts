/**
 * How long each request took, for whoever measures.
 */
import type { FastifyInstance } from 'fastify'

/** `route` is the template of the address: what stands in its places is nobody's to count. */
export type Answered = Readonly<{
  id: string
  method: string
  route: string
  status: number
  seconds: number
  /** The header, as it was sent (Trace Context §3.2). */
  traceparent: string | undefined
}>

export type Observe = (answered: Answered) => void

/** Before the routes are registered that it is to see. */
export function observeRequests(app: FastifyInstance, observe: Observe): void {
  app.addHook('onResponse', async (request, { statusCode: status, elapsedTime }) => {
    const { id, method, routeOptions, headers } = request
    const { traceparent } = headers
    observe({
      id,
      method,
      route: routeOptions.url ?? 'none',
      status,
      seconds: elapsedTime / 1000,
      traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    })
  })
}
