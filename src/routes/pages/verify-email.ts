/**
 * GET, POST /verify-email/{interaction}
 *
 * Implements: OpenID Connect Core 1.0 §5.1 (email_verified).
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { interactionUrl } from '../../domain/authorization/interaction.ts'
import { forReader } from '../../domain/languages.ts'
import {
  addressStanding,
  ensureVerification,
  sendVerificationAgain,
} from '../../domain/users/email-verification.ts'
import { findUser } from '../../domain/users/user.ts'
import { checkCsrf } from '../../http/csrf.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import type { PageDeps } from '../../http/frame.ts'
import { waitingInteraction } from '../../http/interaction.ts'
import { sessionOfBrowser } from '../../http/session-cookies.ts'
import { tenantDeps } from '../../http/tenant.ts'
import { sendLookForProof } from '../../http/verify-email-page.ts'

type Interacting = { Params: { interaction: string } }

export const verifyEmailRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'verify-email'))
  takeFormsOnly(app)

  app.get<Interacting>('/verify-email/:interaction', async (request, reply) => {
    const place = await whoProves(deps, request, reply)
    if (!place) return reply
    await ensureVerification(place.scoped, place.user, place.waiting.interaction.id)
    return sendLookForProof(reply, place)
  })

  // Too many asked for is no news here: one of them works still.
  app.post<Interacting>('/verify-email/:interaction', async (request, reply) => {
    const place = await whoProves(deps, request, reply)
    if (!place) return reply
    checkCsrf(place.scoped, request, place.waiting.browser)
    const interaction_id = place.waiting.interaction.id
    await sendVerificationAgain(place.scoped, place.user, { address: request.ip, interaction_id })
    const { interaction } = request.params
    return reply.redirect(`${place.scoped.tenant.base}/verify-email/${interaction}`, 303)
  })
}

/** @returns undefined after it has replied: with a page, or on to what comes next where nothing is to be proved */
async function whoProves(deps: PageDeps, request: FastifyRequest<Interacting>, reply: FastifyReply) {
  const scoped = await tenantDeps(deps, request)
  const waiting = await waitingInteraction(scoped, request, reply)
  if (!waiting) return undefined
  const session = await sessionOfBrowser(scoped, request)
  const user = session && (await findUser(scoped, session.user_id))
  if (user && addressStanding(scoped, user) === 'to-be-proved') {
    return { scoped: forReader(scoped, { interaction: waiting.interaction, user }), waiting, user }
  }
  reply.redirect(interactionUrl(scoped.tenant.base, request.params.interaction), 303)
  return undefined
}
