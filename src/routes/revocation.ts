/**
 * POST /revoke
 *
 * Implements: RFC 7009 §2.1, §2.2, §2.3.
 */
import type { FastifyPluginAsync } from 'fastify'
import type { Deps } from '../deps.ts'
import { revokeToken } from '../domain/tokens/revocation.ts'
import { clientCredentials } from '../http/client-credentials.ts'
import { answerPreflight } from '../http/cross-origin.ts'
import { tokenErrorHandler, tokenHeaders } from '../http/error-replies.ts'
import { takeFormsOnly } from '../http/forms-only.ts'
import { tenantDeps } from '../http/tenant.ts'
import { object } from '../primitives/json-schema.ts'

/** An object, if an empty one: widely used libraries refuse an answer that is no JSON. */
const Revoked = object({})

export const revocationRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(tokenErrorHandler(deps, 'revocation', 'Basic'))
  takeFormsOnly(app)
  answerPreflight(app, '/revoke', 'POST')

  app.post('/revoke', { schema: { response: { 200: Revoked } } }, async (request, reply) => {
    await revokeToken(await tenantDeps(deps, request), clientCredentials(request))
    return tokenHeaders(reply).send({})
  })
}
