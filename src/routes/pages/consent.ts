/**
 * GET, POST /consent/{interaction}
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.4.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { requestOf } from '../../domain/authorization/authorize.ts'
import { allowedBefore, giveConsent } from '../../domain/authorization/consent.ts'
import { interactionUrl } from '../../domain/authorization/interaction.ts'
import { findUser } from '../../domain/users/user.ts'
import { consentPage } from '../../http/consent-page.ts'
import { checkCsrf, csrfToken } from '../../http/csrf.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { formOf } from '../../http/form.ts'
import type { PageDeps } from '../../http/frame.ts'
import { waitingInteraction } from '../../http/interaction.ts'
import { sendConsentPage } from '../../http/pages.ts'
import { sessionOfBrowser } from '../../http/session-cookies.ts'
import { tenantDeps } from '../../http/tenant.ts'

type Interacting = { Params: { interaction: string } }

export const consentRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'consent'))

  app.get<Interacting>('/consent/:interaction', async (request, reply) => {
    const asked = await whoIsAsked(deps, request, reply)
    if (!asked) return reply
    const { scoped, waiting, session, user } = asked
    const before = await allowedBefore(scoped, session, waiting.interaction.client_id)
    const csrf_token = csrfToken(scoped, waiting.browser)
    return sendConsentPage(reply, consentPage(scoped, waiting, user, before, csrf_token))
  })

  app.post<Interacting>('/consent/:interaction', async (request, reply) => {
    const asked = await whoIsAsked(deps, request, reply)
    if (!asked) return reply
    const { scoped, waiting, session, user } = asked
    checkCsrf(scoped, request, waiting.browser)
    // Somebody else signed in meanwhile, in another tab, and is asked first.
    if (formOf(request)['sub'] !== user.sub) {
      return reply.redirect(`${scoped.tenant.base}/consent/${request.params.interaction}`, 303)
    }
    await giveConsent(
      scoped,
      waiting.interaction,
      session,
      requestOf(scoped, waiting.interaction, waiting.target),
    )
    return reply.redirect(interactionUrl(scoped.tenant.base, request.params.interaction), 303)
  })
}

/** @returns undefined after it has replied: with a page, or on to where somebody signs in first */
async function whoIsAsked(deps: PageDeps, request: FastifyRequest<Interacting>, reply: FastifyReply) {
  const scoped = await tenantDeps(deps, request)
  const waiting = await waitingInteraction(scoped, request, reply)
  if (!waiting) return undefined
  const session = await sessionOfBrowser(scoped, request)
  const user = session && (await findUser(scoped, session.user_id))
  if (session && user) return { scoped, waiting, session, user }
  reply.redirect(interactionUrl(scoped.tenant.base, request.params.interaction), 303)
  return undefined
}
