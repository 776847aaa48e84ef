/**
 * POST /introspect
 *
 * Implements: RFC 7662 §2.1, §2.2, §2.3; RFC 8693 §4.1, §4.4; RFC 9701 §4, §5.
 */
import type { FastifyPluginAsync } from 'fastify'
import type { Deps } from '../deps.ts'
import { introspectionAnswer } from '../domain/tokens/introspection-answer.ts'
import { clientCredentials } from '../http/client-credentials.ts'
import { jsonErrorHandler, noStore } from '../http/error-replies.ts'
import { takeFormsOnly } from '../http/forms-only.ts'
import { tenantDeps } from '../http/tenant.ts'
import { array, boolean, integer, object, optional, string, textOrTexts } from '../primitives/json-schema.ts'

const text = optional(string())
const time = optional(integer())

/** With those who acted before within. */
const actor = optional(object({}, { additionalProperties: true }))

/** And what the claim profile of its client puts into access tokens. */
const TokenState = object(
  {
    active: boolean(),
    iss: text,
    sub: text,
    aud: optional(textOrTexts()),
    client_id: text,
    token_type: text,
    scope: text,
    jti: text,
    iat: time,
    exp: time,
    auth_time: time,
    acr: text,
    amr: optional(array(string())),
    org_id: text,
    org_name: text,
    act: actor,
    may_act: actor,
  },
  { additionalProperties: true },
)

const JWT_TYPE = 'application/token-introspection+jwt'

/** It is for servers: no application in a browser can keep what it takes to ask. */
export const introspectionRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(jsonErrorHandler(deps, 'introspection', 'Basic'))
  takeFormsOnly(app)

  app.post('/introspect', { schema: { response: { 200: TokenState } } }, async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    const answer = await introspectionAnswer(
      scoped,
      clientCredentials(request),
      wantsJwt(request.headers.accept),
    )
    noStore(reply)
    return reply.type(typeof answer === 'string' ? JWT_TYPE : 'application/json').send(answer)
  })
}

const wantsJwt = (accept = ''): boolean =>
  accept.split(',').some((range) => range.split(';')[0]?.trim().toLowerCase() === JWT_TYPE)
