/**
 * POST /register, and GET, PUT, DELETE /register/{client_id}
 *
 * Implements: RFC 7591 §3.1, §3.2; RFC 7592 §2; OpenID Connect Registration 1.0 §3, §4; RFC 6750 §2.1, §3.
 */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import {
  deleteClientConfiguration,
  type Holder,
  readClientConfiguration,
  replaceClientConfiguration,
} from '../domain/registration/client-configuration.ts'
import { ClientInformation } from '../domain/registration/client-information.ts'
import { register } from '../domain/registration/register.ts'
import type { Stated } from '../domain/stated-settings.ts'
import { headerToken } from '../http/bearer-token.ts'
import { answerPreflight } from '../http/cross-origin.ts'
import { tokenErrorHandler, tokenHeaders } from '../http/error-replies.ts'
import { takeJsonOnly } from '../http/json-only.ts'
import { tenantDeps } from '../http/tenant.ts'
import { record } from '../primitives/json-schema.ts'

const CLIENT = '/register/:client_id'

type One = { Params: { client_id: string } }

export const registrationRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(tokenErrorHandler(deps, 'registration', 'Bearer'))
  takeJsonOnly(app)
  answerPreflight(app, '/register', 'POST')
  answerPreflight(app, CLIENT, 'GET, PUT, DELETE')

  app.post<{ Body: Stated }>(
    '/register',
    { schema: { body: record(), response: { 201: ClientInformation } } },
    async (request, reply) => {
      const scoped = await tenantDeps(deps, request)
      const token = headerToken(request.headers.authorization)
      const made = await register(scoped, { body: request.body, token, address: request.ip })
      return tokenHeaders(reply).code(201).send(made)
    },
  )

  app.get<One>(CLIENT, { schema: { response: { 200: ClientInformation } } }, async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    return tokenHeaders(reply).send(await readClientConfiguration(scoped, holderOf(request)))
  })

  app.put<One & { Body: Stated }>(
    CLIENT,
    { schema: { body: record(), response: { 200: ClientInformation } } },
    async (request, reply) => {
      const scoped = await tenantDeps(deps, request)
      const changed = await replaceClientConfiguration(scoped, holderOf(request), request.body)
      return tokenHeaders(reply).send(changed)
    },
  )

  app.delete<One>(CLIENT, async (request, reply) => {
    await deleteClientConfiguration(await tenantDeps(deps, request), holderOf(request))
    return tokenHeaders(reply).code(204).send()
  })
}

const holderOf = (request: FastifyRequest<One>): Holder => ({
  client_id: request.params.client_id,
  token: headerToken(request.headers.authorization),
})
