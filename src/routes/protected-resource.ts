/**
 * GET /.well-known/oauth-protected-resource, for userinfo
 *
 * Implements: RFC 9728 §3, §3.1, §3.2.
 */
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Deps } from '../deps.ts'
import { ResourceMetadata, resourceMetadata } from '../domain/discovery/resource-metadata.ts'
import { answerPreflight } from '../http/cross-origin.ts'
import { tokenErrorHandler } from '../http/error-replies.ts'
import { type Publication, replyWithDocument } from '../http/published-document.ts'
import { RESOURCE_WELL_KNOWN } from '../http/resource-address.ts'
import { tenantDeps } from '../http/tenant.ts'

/** Seconds. It changes with the tenant's settings, seldom. */
const METADATA_MAX_AGE = 300

const METADATA: Publication = {
  name: 'protected-resource',
  schema: ResourceMetadata,
  max_age: METADATA_MAX_AGE,
  read: async ({ tenant }) => resourceMetadata(tenant),
}

/** Behind the resource's path too, as OpenID Connect has it, for those who look there. */
export const protectedResourceRoutes: FastifyPluginAsync<Deps> = async (app, deps) =>
  serveMetadata(app, deps, `/userinfo${RESOURCE_WELL_KNOWN}`)

/** §3.1: the well-known part stands before the resource's path, so this belongs to the root. */
export const rootProtectedResourceRoutes: FastifyPluginAsync<Deps> = async (app, deps) =>
  serveMetadata(app, deps, `${RESOURCE_WELL_KNOWN}/api/oidc/:tenant_id/userinfo`)

function serveMetadata(app: FastifyInstance, deps: Deps, path: string): void {
  app.setErrorHandler(tokenErrorHandler(deps, 'protected-resource'))
  answerPreflight(app, path, 'GET, HEAD')
  app.get(path, async (request, reply) =>
    replyWithDocument(await tenantDeps(deps, request), request, reply, METADATA),
  )
}
