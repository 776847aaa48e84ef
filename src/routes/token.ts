/**
 * POST /token
 *
 * Implements: RFC 6749 §3.2, §5.1, §5.2; OpenID Connect Core 1.0 §3.1.3.3, §3.1.3.4.
 */
import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../deps.ts'
import { issueTokens } from '../domain/tokens/token.ts'
import { clientCredentials } from '../http/client-credentials.ts'
import { answerPreflight } from '../http/cross-origin.ts'
import { tokenErrorHandler, tokenHeaders } from '../http/error-replies.ts'
import { takeFormsOnly } from '../http/forms-only.ts'
import { tenantDeps } from '../http/tenant.ts'

const Tokens = Type.Object({
  access_token: Type.String(),
  token_type: Type.String(),
  expires_in: Type.Integer(),
  refresh_token: Type.Optional(Type.String()),
  scope: Type.String(),
  id_token: Type.Optional(Type.String()),
})

export const tokenRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(tokenErrorHandler(deps, 'token', 'Basic'))
  takeFormsOnly(app)
  answerPreflight(app, '/token', 'POST')

  app.post('/token', { schema: { response: { 200: Tokens } } }, async (request, reply) => {
    const tokens = await issueTokens(await tenantDeps(deps, request), clientCredentials(request))
    return tokenHeaders(reply).send(tokens)
  })
}
