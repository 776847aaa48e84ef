/**
 * GET /logo/{hash}: a tenant's or client's logo, from here and from nowhere else. The address is the hash of what it shows,
 * so that it may be kept for ever.
 *
 * Implements: RFC 7591 §5; RFC 8246 §2; Content Security Policy Level 3 §6.
 */
import type { FastifyPluginAsync } from 'fastify'
import type { Deps } from '../deps.ts'
import { findLogoFile } from '../domain/logos/logo.ts'
import { jsonErrorHandler } from '../http/error-replies.ts'
import { LOGO_HEADERS } from '../http/security-headers.ts'
import { tenantDeps } from '../http/tenant.ts'

export const logoRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(jsonErrorHandler(deps, 'logo'))

  app.get<{ Params: { hash: string } }>('/logo/:hash', async (request, reply) => {
    const { db, tenant } = await tenantDeps(deps, request)
    const file = await findLogoFile(db, tenant.id, request.params.hash)
    if (!file) return reply.callNotFound()
    return reply.headers(LOGO_HEADERS).type(file.media_type).send(file.bytes)
  })
}
