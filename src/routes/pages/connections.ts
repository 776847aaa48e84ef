/**
 * GET /connections/{interaction}, which sends a browser to a provider of somebody else, and
 * GET /connections/callback/{connection}, where it comes back.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1, §3.1.2.5; RFC 9700 §4.7.
 */
import type { FastifyPluginAsync } from 'fastify'
import { interactionUrl } from '../../domain/authorization/interaction.ts'
import { arriveFromUpstream } from '../../domain/connections/arrival.ts'
import { departToUpstream } from '../../domain/connections/departure.ts'
import { forReader } from '../../domain/languages.ts'
import { optional, type Parameters } from '../../domain/parameters.ts'
import { readCookie } from '../../http/cookies.ts'
import { pageErrorHandler, sendRefusalPage } from '../../http/error-page.ts'
import { type PageDeps, tenantFrame } from '../../http/frame.ts'
import { waitingInteraction } from '../../http/interaction.ts'
import { sendGoingOnPage } from '../../http/pages-connection.ts'
import { setSessionCookies } from '../../http/session-cookies.ts'
import { tenantDeps } from '../../http/tenant.ts'

type Returning = { Params: { connection: string }; Querystring: Parameters }
type Departing = { Params: { interaction: string }; Querystring: Parameters }

export const connectionRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'connection'))

  app.get<Departing>('/connections/:interaction', async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    const waiting = await waitingInteraction(scoped, request, reply)
    if (!waiting) return reply
    try {
      const url = await departToUpstream(scoped, waiting, optional(request.query, 'connection'))
      return reply.redirect(url, 303)
    } catch (error) {
      const again = interactionUrl(scoped.tenant.base, request.params.interaction)
      return sendRefusalPage(forReader(scoped, waiting), request, reply, { flow: 'connection', error, again })
    }
  })

  app.get<Returning>('/connections/callback/:connection', async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    const outcome = await arriveFromUpstream(scoped, {
      connection_id: request.params.connection,
      parameters: request.query,
      browser: readCookie(scoped, request, 'browser') ?? '',
      session: readCookie(scoped, request, 'session'),
    })
    if (outcome.next === 'show') return reply.redirect(outcome.url, 303)
    if (outcome.next === 'refused') {
      const { refusal: error, url: again } = outcome
      return sendRefusalPage(scoped, request, reply, { flow: 'connection', error, again })
    }
    setSessionCookies(scoped, reply, outcome.session)
    return sendGoingOnPage(reply, { frame: tenantFrame(scoped, deps.assets), url: outcome.url })
  })
}
