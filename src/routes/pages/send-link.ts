/**
 * GET, POST /send-link/{interaction} and /send-link/{interaction}/code
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.3; RFC 9807 §10.9 (one answer for all names).
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { forReader } from '../../domain/languages.ts'
import { askForLink } from '../../domain/links/ask-for-link.ts'
import { sendsSignInLinks } from '../../domain/links/mail-ways.ts'
import { signInByCode } from '../../domain/links/sign-in-link.ts'
import { optional, type Parameters } from '../../domain/parameters.ts'
import { readCookie } from '../../http/cookies.ts'
import { checkCsrf } from '../../http/csrf.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { fieldOf } from '../../http/form.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import type { PageDeps } from '../../http/frame.ts'
import { waitingInteraction } from '../../http/interaction.ts'
import { signInPage } from '../../http/interaction-pages.ts'
import { requesterOf } from '../../http/requester.ts'
import { sendLinkForm, sendLinkSent } from '../../http/send-link-pages.ts'
import { setSessionCookies } from '../../http/session-cookies.ts'
import { tenantDeps } from '../../http/tenant.ts'

type Interacting = { Params: { interaction: string } }

export const sendLinkRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'send-link'))
  takeFormsOnly(app)

  app.get<Interacting>('/send-link/:interaction', async (request, reply) => {
    const place = await whoAsks(deps, request, reply)
    if (!place) return reply
    const { username = '' } = signInPage(place.scoped, place.waiting)
    return sendLinkForm(reply, { ...place, username }, undefined)
  })

  app.post<Interacting>('/send-link/:interaction', async (request, reply) => {
    const asked = await whoPosts(deps, request, reply)
    if (!asked) return reply
    const { scoped, waiting, username } = asked
    const wait = await askForLink(scoped, {
      purpose: 'sign-in',
      username,
      email: undefined,
      browser: waiting.browser,
      interaction_id: waiting.interaction.id,
      asked: requesterOf(request),
    })
    return wait === undefined ? sendLinkSent(reply, asked, false) : sendLinkForm(reply, asked, wait)
  })

  // Once more, without a link being sent: in another language, or after Back.
  app.get<Interacting & { Querystring: Parameters }>(
    '/send-link/:interaction/code',
    async (request, reply) => {
      const place = await whoAsks(deps, request, reply)
      if (!place) return reply
      return sendLinkSent(reply, { ...place, username: optional(request.query, 'username') ?? '' }, false)
    },
  )

  app.post<Interacting>('/send-link/:interaction/code', async (request, reply) => {
    const asked = await whoPosts(deps, request, reply)
    if (!asked) return reply
    const { scoped, waiting } = asked
    const signed_in = await signInByCode(scoped, {
      code: fieldOf(request, 'code'),
      interaction_id: waiting.interaction.id,
      browser: waiting.browser,
      session: readCookie(scoped, request, 'session'),
    })
    if (!signed_in) return sendLinkSent(reply, asked, true)
    setSessionCookies(scoped, reply, signed_in.session)
    return reply.redirect(signed_in.url, 303)
  })
}

/** @returns undefined after it has replied: with a page, or back to signing in where no links are sent */
async function whoAsks(deps: PageDeps, request: FastifyRequest<Interacting>, reply: FastifyReply) {
  const scoped = await tenantDeps(deps, request)
  const waiting = await waitingInteraction(scoped, request, reply)
  if (!waiting) return undefined
  if (sendsSignInLinks(scoped)) return { scoped: forReader(scoped, waiting), waiting }
  reply.redirect(`${scoped.tenant.base}/sign-in/${request.params.interaction}`, 303)
  return undefined
}

/** Likewise, for a form of ours. */
async function whoPosts(deps: PageDeps, request: FastifyRequest<Interacting>, reply: FastifyReply) {
  const place = await whoAsks(deps, request, reply)
  if (!place) return undefined
  checkCsrf(place.scoped, request, place.waiting.browser)
  return { ...place, username: fieldOf(request, 'username') }
}
