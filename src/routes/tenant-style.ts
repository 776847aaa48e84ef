/**
 * GET /tenant.css: the one colour of a tenant. The address names the colour, so that it may be kept.
 */
import type { FastifyPluginAsync } from 'fastify'
import type { Deps } from '../deps.ts'
import { jsonErrorHandler } from '../http/error-replies.ts'
import { tenantDeps } from '../http/tenant.ts'
import { tenantStylesheet } from '../http/tenant-style.ts'

export const tenantStyleRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(jsonErrorHandler(deps, 'tenant-style'))

  app.get('/tenant.css', async (request, reply) => {
    const { tenant } = await tenantDeps(deps, request)
    return reply
      .headers({ 'cache-control': 'public, max-age=3600', 'x-content-type-options': 'nosniff' })
      .type('text/css; charset=utf-8')
      .send(tenantStylesheet(tenant.policy.accent))
  })
}
