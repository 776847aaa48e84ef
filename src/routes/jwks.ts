/**
 * GET /.well-known/jwks, and /.well-known/jwks.json for clients that look for it there
 *
 * Implements: OpenID Connect Discovery 1.0 §3 (jwks_uri); RFC 7517 §5, §8.5.
 */
import type { FastifyPluginAsync } from 'fastify'
import type { Deps, TenantDeps } from '../deps.ts'
import { KEY_SET_MAX_AGE, KeySet, keySet, keySetName } from '../domain/discovery/key-set.ts'
import { answerPreflight } from '../http/cross-origin.ts'
import { tokenErrorHandler } from '../http/error-replies.ts'
import { type Publication, replyWithDocument } from '../http/published-document.ts'
import { tenantDeps } from '../http/tenant.ts'

/** Another one as soon as another key signs, which no change in the database says. */
const publication = async (deps: TenantDeps): Promise<Publication> => ({
  name: `key-set/${await keySetName(deps)}`,
  schema: KeySet,
  max_age: KEY_SET_MAX_AGE,
  read: keySet,
})

export const jwksRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(tokenErrorHandler(deps, 'jwks'))
  for (const path of ['/.well-known/jwks', '/.well-known/jwks.json']) {
    answerPreflight(app, path, 'GET, HEAD')
    app.get(path, async (request, reply) => {
      const scoped = await tenantDeps(deps, request)
      return replyWithDocument(scoped, request, reply, await publication(scoped))
    })
  }
}
