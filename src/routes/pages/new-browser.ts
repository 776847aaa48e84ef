/**
 * GET, POST /new-browser/{interaction}
 *
 * Implements: NIST SP 800-63B §5.2.2; RFC 9807 §10.9 (one answer for all names).
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { forReader } from '../../domain/languages.ts'
import { askForLink } from '../../domain/links/ask-for-link.ts'
import { checkCsrf } from '../../http/csrf.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { fieldOf } from '../../http/form.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import type { PageDeps } from '../../http/frame.ts'
import { waitingSignIn } from '../../http/interaction.ts'
import { signInPage } from '../../http/interaction-pages.ts'
import { sendNewBrowserForm, sendNewBrowserSent } from '../../http/new-browser-pages.ts'
import { requesterOf } from '../../http/requester.ts'
import { tenantDeps } from '../../http/tenant.ts'

type Interacting = { Params: { interaction: string } }

export const newBrowserRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'new-browser'))
  takeFormsOnly(app)

  app.get<Interacting>('/new-browser/:interaction', async (request, reply) => {
    const place = await whoAsks(deps, request, reply)
    if (!place) return reply
    const { username = '' } = signInPage(place.scoped, place.waiting)
    return sendNewBrowserForm(reply, { ...place, username }, undefined)
  })

  app.post<Interacting>('/new-browser/:interaction', async (request, reply) => {
    const place = await whoAsks(deps, request, reply)
    if (!place) return reply
    const { scoped, waiting } = place
    checkCsrf(scoped, request, waiting.browser)
    const username = fieldOf(request, 'username')
    const wait = await askForLink(scoped, {
      purpose: 'known-browser',
      username,
      email: undefined,
      browser: waiting.browser,
      interaction_id: waiting.interaction.id,
      asked: requesterOf(request),
    })
    const asked = { ...place, username }
    return wait === undefined ? sendNewBrowserSent(reply, asked) : sendNewBrowserForm(reply, asked, wait)
  })
}

/** @returns undefined after it has replied: with a page, or back to signing in where no links are sent */
async function whoAsks(deps: PageDeps, request: FastifyRequest<Interacting>, reply: FastifyReply) {
  const scoped = await tenantDeps(deps, request)
  const waiting = await waitingSignIn(scoped, request, reply)
  if (!waiting) return undefined
  if (scoped.mail.is_configured) return { scoped: forReader(scoped, waiting), waiting }
  reply.redirect(`${scoped.tenant.base}/sign-in/${request.params.interaction}`, 303)
  return undefined
}
