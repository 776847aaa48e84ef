/**
 * GET /.well-known/jwks, and /.well-known/jwks.json for clients that look for it there
 *
 * Implements: OpenID Connect Discovery 1.0 §3 (jwks_uri); RFC 7517 §5, §8.5.
 */
import type { FastifyPluginAsync } from 'fastify'
import type { Deps } from '../deps.ts'
import { KeySet, keySet } from '../domain/discovery/key-set.ts'
import { answerPreflight } from '../http/cross-origin.ts'
import { tokenErrorHandler } from '../http/error-replies.ts'
import { type Publication, replyWithDocument } from '../http/published-document.ts'
import { tenantDeps } from '../http/tenant.ts'

/** Seconds. A new key signs only after everybody has had time to see it. */
const JWKS_MAX_AGE = 60

const KEYS: Publication = { name: 'key-set', schema: KeySet, max_age: JWKS_MAX_AGE, read: keySet }

export const jwksRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(tokenErrorHandler(deps, 'jwks'))
  for (const path of ['/.well-known/jwks', '/.well-known/jwks.json']) {
    answerPreflight(app, path, 'GET, HEAD')
    app.get(path, async (request, reply) =>
      replyWithDocument(await tenantDeps(deps, request), request, reply, KEYS),
    )
  }
}
