/**
 * GET /style/{version}.css: the stylesheet of every page in the colour of the tenant. The address names both, so that it may be
 * kept for ever; under the address of another version the present one is served, and not kept.
 *
 * Implements: RFC 9110 §8.4, §12.5.3; RFC 8246 §2.
 */
import type { FastifyPluginAsync } from 'fastify'
import { acceptedEncoding, styleVersion } from '../http/assets.ts'
import { jsonErrorHandler } from '../http/error-replies.ts'
import type { PageDeps } from '../http/frame.ts'
import { tenantDeps } from '../http/tenant.ts'

export const tenantStyleRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(jsonErrorHandler(deps, 'tenant-style'))

  app.get<{ Params: { version: string } }>('/style/:version.css', async (request, reply) => {
    const { tenant, assets } = await tenantDeps(deps, request)
    const { accent } = tenant.policy
    const encoding = acceptedEncoding(request.headers['accept-encoding'])
    const asset = assets.styleIn(accent)
    const isCurrent = request.params.version === styleVersion(assets, accent)
    return reply
      .headers({ ...asset.headers(encoding), ...(isCurrent ? {} : { 'cache-control': 'no-cache' }) })
      .send(await asset.body(encoding))
  })
}
