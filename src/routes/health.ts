/**
 * GET /healthz, GET /readyz: whether the process lives, and whether it can serve.
 */
import type { FastifyPluginAsync } from 'fastify'
import type { Deps } from '../deps.ts'
import { isReady } from '../domain/readiness.ts'
import { object, string } from '../primitives/json-schema.ts'

const Health = object({ status: string() })

export const healthRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.get('/healthz', { schema: { response: { 200: Health } } }, () => ({ status: 'alive' }))

  app.get('/readyz', { schema: { response: { 200: Health, 503: Health } } }, async (_request, reply) => {
    const ready = await isReady(deps)
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' })
  })
}
