/**
 * GET, POST /userinfo
 *
 * Implements: OpenID Connect Core 1.0 §5.1, §5.1.1, §5.3; RFC 6750 §2.1, §2.2, §3.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../deps.ts'
import { userinfo } from '../domain/claims/userinfo.ts'
import { bearerToken } from '../http/bearer-token.ts'
import { answerPreflight } from '../http/cross-origin.ts'
import { tokenErrorHandler, tokenHeaders } from '../http/error-replies.ts'
import { ignoreOtherBodies } from '../http/forms-only.ts'
import { tenantDeps } from '../http/tenant.ts'

const text = Type.Optional(Type.String())
const flag = Type.Optional(Type.Boolean())

/** Each claim in the form that Core §5.1 gives it; a time as a number, never as text. */
const PersonClaims = Type.Object({
  sub: Type.String(),
  name: text,
  given_name: text,
  family_name: text,
  middle_name: text,
  nickname: text,
  preferred_username: text,
  profile: text,
  picture: text,
  website: text,
  email: text,
  email_verified: flag,
  gender: text,
  birthdate: text,
  zoneinfo: text,
  locale: text,
  phone_number: text,
  phone_number_verified: flag,
  address: Type.Optional(
    Type.Object({
      formatted: text,
      street_address: text,
      locality: text,
      region: text,
      postal_code: text,
      country: text,
    }),
  ),
  updated_at: Type.Optional(Type.Integer()),
})

const schema = { response: { 200: PersonClaims } }

export const userinfoRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(tokenErrorHandler(deps, 'userinfo', 'Bearer'))
  ignoreOtherBodies(app)
  answerPreflight(app, '/userinfo', 'GET, POST')

  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    const claims = await userinfo(await tenantDeps(deps, request), bearerToken(request))
    return tokenHeaders(reply).send(claims)
  }
  app.get('/userinfo', { schema }, handle)
  app.post('/userinfo', { schema }, handle)
}
