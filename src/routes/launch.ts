/**
 * GET /launch/{client_id}: signs the person in, and sends the browser to where the client begins a sign-in of its own.
 *
 * Implements: OpenID Connect Core 1.0 §4.
 */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { launchPathWith, loginInitiation } from '../domain/clients/login-initiation.ts'
import type { Parameters } from '../domain/parameters.ts'
import { serveAccount } from '../http/account-place.ts'
import { pageErrorHandler } from '../http/error-page.ts'
import type { PageDeps } from '../http/frame.ts'

export const launchRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'launch'))

  serveAccount(app, deps, {
    method: 'GET',
    path: 'launch/:client_id',
    page: (request) => launchPathWith(clientIdOf(request), parametersOf(request)),
    step: async ({ scoped }, request, reply) =>
      reply.redirect(await loginInitiation(scoped, clientIdOf(request), parametersOf(request)), 303),
  })
}

const clientIdOf = (request: FastifyRequest): string => (request.params as { client_id: string }).client_id

const parametersOf = ({ query }: FastifyRequest): Parameters => query as Parameters
