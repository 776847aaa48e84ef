/**
 * GET, POST /userinfo
 *
 * Implements: OpenID Connect Core 1.0 §5.1, §5.1.1, §5.3; RFC 6750 §2.1, §2.2, §3; RFC 9728 §5.1.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { userinfoAnswer } from '../domain/claims/userinfo-answer.ts'
import { bearerToken } from '../http/bearer-token.ts'
import { answerPreflight } from '../http/cross-origin.ts'
import { tokenErrorHandler, tokenHeaders } from '../http/error-replies.ts'
import { ignoreOtherBodies } from '../http/forms-only.ts'
import { resourceMetadataUrl } from '../http/resource-address.ts'
import { tenantDeps } from '../http/tenant.ts'
import { object, string } from '../primitives/json-schema.ts'

/**
 * The names of the others, and their forms, are data: of the standard, of the tenant's attributes and of its claim profiles.
 * Each is taken by its name where it is told.
 */
const PersonClaims = object({ sub: string() }, { additionalProperties: true })

const schema = { response: { 200: PersonClaims } }

export const userinfoRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  const metadata = (request: FastifyRequest) => resourceMetadataUrl(deps, request)
  app.setErrorHandler(tokenErrorHandler(deps, 'userinfo', 'Bearer', metadata))
  ignoreOtherBodies(app)
  answerPreflight(app, '/userinfo', 'GET, POST')

  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    const answer = await userinfoAnswer(await tenantDeps(deps, request), bearerToken(request))
    tokenHeaders(reply)
    return reply.type(typeof answer === 'string' ? 'application/jwt' : 'application/json').send(answer)
  }
  app.get('/userinfo', { schema }, handle)
  app.post('/userinfo', { schema }, handle)
}
