/**
 * GET /assets/{hash}/{path}
 *
 * Implements: RFC 9110 §8.4, §12.5.3; RFC 8246 §2.
 */
import type { FastifyPluginAsync } from 'fastify'
import { type Assets, acceptedEncoding } from '../http/assets.ts'

export const assetRoutes: FastifyPluginAsync<{ assets: Assets }> = async (app, { assets }) => {
  app.get<{ Params: { hash: string; '*': string } }>('/assets/:hash/*', async (request, reply) => {
    const asset = request.params.hash === assets.hash ? assets.find(request.params['*']) : undefined
    if (!asset) return reply.callNotFound()
    const encoding = acceptedEncoding(request.headers['accept-encoding'])
    return reply.headers(asset.headers(encoding)).send(await asset.body(encoding))
  })
}
