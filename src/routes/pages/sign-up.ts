/**
 * GET /sign-up/{interaction}, and POST /sign-up/{interaction}/cancel
 *
 * Implements: Initiating User Registration via OpenID Connect 1.0 §4.1; RFC 6749 §4.1.2.1 (access_denied).
 */
import type { FastifyPluginAsync } from 'fastify'
import { requestOf } from '../../domain/authorization/authorize.ts'
import { beginSignUp } from '../../domain/enrolment/begin-sign-up.ts'
import { enrolmentUrl } from '../../domain/enrolment/enrolment.ts'
import { forReader } from '../../domain/languages.ts'
import { replyToCancel } from '../../http/cancel.ts'
import { csrfToken } from '../../http/csrf.ts'
import { enrolmentTerms } from '../../http/enrolment-pages.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { type PageDeps, tenantFrame } from '../../http/frame.ts'
import { waitingInteraction } from '../../http/interaction.ts'
import { pageClient } from '../../http/interaction-pages.ts'
import { sendEnrolPage } from '../../http/pages-enrolment.ts'
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
      if (!waiting) return reply
      const { interaction, target, browser } = waiting
      const { issuer } = scoped.tenant
      const { next, enrolment } = await beginSignUp(scoped, interaction, target.client, browser)
      if (next === 'finished') return reply.redirect(enrolmentUrl(issuer, enrolment), 303)
      const form_url = `${issuer}/sign-up/${request.params.interaction}`
      return sendEnrolPage(reply, {
        ...enrolmentTerms(scoped),
        frame: tenantFrame(forReader(scoped, waiting), deps.assets),
        purpose: 'sign-up',
        client: pageClient(target.client),
        ticket: enrolment,
        username: requestOf(scoped, interaction, target).login_hint,
        replaces: false,
        email: undefined,
        csrf_token: csrfToken(scoped, browser),
        form_url,
        cancel_url: `${form_url}/cancel`,
        sign_in_url: `${issuer}/sign-in/${request.params.interaction}`,
        redirect_uri: target.redirect_uri,
      })
    },
  })

  app.post<Interacting>('/sign-up/:interaction/cancel', async (request, reply) =>
    replyToCancel(await tenantDeps(deps, request), request, reply),
  )
}
