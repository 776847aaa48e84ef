/**
 * POST /token
 *
 * Implements: RFC 6749 §3.2, §5.1, §5.2; OpenID Connect Core 1.0 §3.1.3.3, §3.1.3.4.
 */
import type { FastifyPluginAsync } from 'fastify'
import type { Deps } from '../deps.ts'
import { issueTokens } from '../domain/tokens/token.ts'
import { clientCredentials } from '../http/client-credentials.ts'
import { answerPreflight } from '../http/cross-origin.ts'
import { tokenErrorHandler, tokenHeaders } from '../http/error-replies.ts'
import { takeFormsOnly } from '../http/forms-only.ts'
import { tenantDeps } from '../http/tenant.ts'
import { integer, object, optional, string } from '../primitives/json-schema.ts'

const Tokens = object({
  access_token: string(),
  issued_token_type: optional(string()),
  token_type: string(),
  expires_in: integer(),
  refresh_token: optional(string()),
  scope: optional(string()),
  id_token: optional(string()),
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
