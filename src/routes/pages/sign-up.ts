/**
 * GET, POST /sign-up/{interaction}, and POST /sign-up/{interaction}/cancel
 *
 * Implements: Initiating User Registration via OpenID Connect 1.0 §4.1; RFC 6749 §4.1.2.1 (access_denied); RFC 9807 §10.9
 * (one answer for all addresses).
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { beginSignUp } from '../../domain/enrolment/begin-sign-up.ts'
import { enrolmentUrl } from '../../domain/enrolment/enrolment.ts'
import { forReader } from '../../domain/languages.ts'
import { askToSignUp } from '../../domain/links/ask-to-sign-up.ts'
import { replyToCancel } from '../../http/cancel.ts'
import { checkCsrf } from '../../http/csrf.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { fieldOf } from '../../http/form.ts'
import type { PageDeps } from '../../http/frame.ts'
import { waitingInteraction } from '../../http/interaction.ts'
import * as pages from '../../http/sign-up-pages.ts'
import { tenantDeps } from '../../http/tenant.ts'

type Interacting = { Params: { interaction: string } }

export const signUpRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'sign-up'))

  // A form that is sent before its script has arrived shows the page again; nothing of a passcode is in it.
  app.route<Interacting>({
    method: ['GET', 'POST'],
    url: '/sign-up/:interaction',
    handler: async (request, reply) => {
      const scoped = await tenantDeps(deps, request)
      const waiting = await waitingInteraction(scoped, request, reply)
      return waiting ? signUp({ scoped: forReader(scoped, waiting), waiting }, request, reply) : reply
    },
  })

  app.post<Interacting>('/sign-up/:interaction/cancel', async (request, reply) =>
    replyToCancel(await tenantDeps(deps, request), request, reply),
  )
}

async function signUp(place: pages.SignUpPlace, request: FastifyRequest, reply: FastifyReply) {
  const { scoped, waiting } = place
  const begun = await beginSignUp(scoped, waiting.interaction, waiting.target.client, waiting.browser)
  if (begun.next === 'prove-address') return proveAddress(place, request, reply)
  if (begun.next === 'enrol') return pages.sendFirstStep(reply, place, begun.enrolment)
  return reply.redirect(enrolmentUrl(scoped.tenant.base, begun.enrolment), 303)
}

async function proveAddress(place: pages.SignUpPlace, request: FastifyRequest, reply: FastifyReply) {
  const { scoped, waiting } = place
  if (request.method === 'GET') return pages.sendAddressForm(reply, place)
  checkCsrf(scoped, request, waiting.browser)
  const typed = { username: fieldOf(request, 'username'), email: fieldOf(request, 'email') }
  const interaction_id = waiting.interaction.id
  const asked = await askToSignUp(scoped, { ...typed, interaction_id, address: request.ip })
  return asked.next === 'sent'
    ? pages.sendLookForLink(reply, place, typed)
    : pages.sendAddressForm(reply, place, { ...typed, ...asked })
}
