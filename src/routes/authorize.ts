/**
 * GET, POST /authorize, and GET /authorize/{interaction}, where a browser comes back after a person was asked.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2; RFC 6749 §3.1, §4.1.2.1; RFC 9207 §2.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { type AuthorizationOutcome, authorize, resume } from '../domain/authorization/authorize.ts'
import type { RedirectTarget } from '../domain/authorization/redirect-target.ts'
import { effectiveRequest, targetOf } from '../domain/authorization/request-object/effective-request.ts'
import { forReader } from '../domain/languages.ts'
import type { Parameters } from '../domain/parameters.ts'
import { withClientDocument } from '../domain/registration/client-document.ts'
import { replyWithAnswer, replyWithRedirectError } from '../http/authorization-response.ts'
import { browserOf } from '../http/browser.ts'
import { pageErrorHandler } from '../http/error-page.ts'
import { formOf } from '../http/form.ts'
import { takeFormsOnly } from '../http/forms-only.ts'
import type { PageDeps } from '../http/frame.ts'
import { type Waiting, waitingInteraction } from '../http/interaction.ts'
import { sendAlreadySignedIn } from '../http/interaction-pages.ts'
import { sessionOfBrowser } from '../http/session-cookies.ts'
import { tenantDeps } from '../http/tenant.ts'

export const authorizeRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'authorize'))
  takeFormsOnly(app)

  const handle = async (sent: Parameters, request: FastifyRequest, reply: FastifyReply) => {
    const scoped = await withClientDocument(await tenantDeps(deps, request), sent['client_id'])
    // A fault before this line is shown on a page: there is nowhere safe to redirect (RFC 6749 §4.1.2.1).
    const { parameters, fault } = await effectiveRequest(scoped, sent)
    const target = await targetOf(scoped, { parameters, fault })
    try {
      if (fault) throw fault
      const session = await sessionOfBrowser(scoped, request)
      const outcome = await authorize(scoped, parameters, target, session, browserOf(scoped, request, reply))
      return replyWithOutcome(scoped, reply, target, outcome)
    } catch (error) {
      return replyWithRedirectError(scoped, reply, target, error)
    }
  }

  app.get<{ Querystring: Parameters }>('/authorize', (request, reply) =>
    handle(request.query, request, reply),
  )
  app.post('/authorize', (request, reply) => handle(formOf(request), request, reply))

  app.get<{ Params: { interaction: string } }>('/authorize/:interaction', async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    const waiting = await waitingInteraction(scoped, request, reply)
    return waiting && handleWaiting(scoped, request, reply, waiting)
  })
}

type Scoped = PageDeps & TenantDeps

async function handleWaiting(
  deps: Scoped,
  request: FastifyRequest,
  reply: FastifyReply,
  { interaction, target }: Waiting,
) {
  const scoped = forReader(deps, { interaction })
  try {
    const session = await sessionOfBrowser(scoped, request)
    const outcome = await resume(scoped, interaction, target, session)
    return replyWithOutcome(scoped, reply, target, outcome)
  } catch (error) {
    return replyWithRedirectError(scoped, reply, target, error)
  }
}

const PAGES = {
  authenticate: 'sign-in',
  'send-link': 'send-link',
  'sign-up': 'sign-up',
  connection: 'connections',
  'not-admitted': 'not-admitted',
  'verify-email': 'verify-email',
  consent: 'consent',
}

function replyWithOutcome(
  scoped: Scoped,
  reply: FastifyReply,
  target: RedirectTarget,
  outcome: AuthorizationOutcome,
) {
  if (outcome.next === 'respond') return replyWithAnswer(scoped, reply, target, outcome)
  if (outcome.next === 'finished') return sendAlreadySignedIn(scoped, reply, target.client)
  return reply.redirect(`${scoped.tenant.base}/${PAGES[outcome.next]}/${outcome.interaction_id}`, 303)
}
