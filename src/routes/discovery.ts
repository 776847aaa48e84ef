/**
 * GET /.well-known/openid-configuration, and the same document where OAuth 2.0 looks for it
 *
 * Implements: OpenID Connect Discovery 1.0 §4; RFC 8414 §3, §3.1, §5.
 */
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Deps } from '../deps.ts'
import { ProviderMetadata, providerMetadata } from '../domain/discovery/provider-metadata.ts'
import { answerPreflight } from '../http/cross-origin.ts'
import { tokenErrorHandler } from '../http/error-replies.ts'
import { type Publication, replyWithDocument } from '../http/published-document.ts'
import { tenantDeps } from '../http/tenant.ts'

/** Seconds. It changes with a new version of this server, seldom otherwise. */
const DISCOVERY_MAX_AGE = 300

const METADATA: Publication = {
  name: 'discovery',
  schema: ProviderMetadata,
  max_age: DISCOVERY_MAX_AGE,
  read: async (deps) => providerMetadata(deps),
}

const OPENID = '/.well-known/openid-configuration'
const OAUTH = '/.well-known/oauth-authorization-server'

/** RFC 8414 §5: OpenID Connect has the well-known part behind the issuer's path, and some look for either name there. */
export const discoveryRoutes: FastifyPluginAsync<Deps> = async (app, deps) =>
  serveMetadata(app, deps, [OPENID, OAUTH])

/** RFC 8414 §3.1: the well-known part stands before the issuer's path, so these belong to the root. */
export const serverMetadataRoutes: FastifyPluginAsync<Deps> = async (app, deps) =>
  serveMetadata(
    app,
    deps,
    [OAUTH, OPENID].map((place) => `${place}/api/oidc/:tenant_id`),
  )

function serveMetadata(app: FastifyInstance, deps: Deps, paths: readonly string[]): void {
  app.setErrorHandler(tokenErrorHandler(deps, 'discovery'))
  for (const path of paths) {
    answerPreflight(app, path, 'GET, HEAD')
    app.get(path, async (request, reply) =>
      replyWithDocument(await tenantDeps(deps, request), request, reply, METADATA),
    )
  }
}
