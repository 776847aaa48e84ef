/**
 * GET /recover, GET and POST /recover/mail and /recover/code; the same below /recover/{interaction}
 *
 * Implements: NIST SP 800-63B §6.1.2.3; RFC 9807 §10.9 (one answer for all names).
 */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { enrolmentUrl } from '../../domain/enrolment/enrolment.ts'
import { askForLink } from '../../domain/links/ask-for-link.ts'
import { sendsRecoveryLinks } from '../../domain/links/mail-ways.ts'
import { redeemRecoveryCode } from '../../domain/recovery/redeem-recovery-code.ts'
import { checkCsrf } from '../../http/csrf.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { fieldOf } from '../../http/form.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import type { PageDeps } from '../../http/frame.ts'
import * as pages from '../../http/recovery-pages.ts'
import { type Recovering, type RecoveryPlace, recoveryPlace } from '../../http/recovery-place.ts'
import { requesterOf } from '../../http/requester.ts'

type Step = (place: RecoveryPlace, request: FastifyRequest, reply: FastifyReply) => unknown

export const recoverRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'recover'))
  takeFormsOnly(app)
  for (const path of ['/recover', '/recover/:interaction']) {
    serve(app, deps, 'GET', path, (place, _request, reply) => pages.sendChoice(reply, place))
    serve(app, deps, 'GET', `${path}/mail`, byMail(showMailForm))
    serve(app, deps, 'POST', `${path}/mail`, byMail(sendLink))
    serve(app, deps, 'GET', `${path}/code`, byCode(showCodeForm))
    serve(app, deps, 'POST', `${path}/code`, byCode(redeemCode))
  }
}

function serve(app: FastifyInstance, deps: PageDeps, method: 'GET' | 'POST', url: string, step: Step): void {
  app.route<Recovering>({
    method,
    url,
    handler: async (request, reply) => {
      const place = await recoveryPlace(deps, request, reply)
      if (!place) return reply
      if (method === 'POST') checkCsrf(place.scoped, request, place.browser)
      return step(place, request, reply)
    },
  })
}

/** A mail alone is not enough everywhere. */
const byMail =
  (step: Step): Step =>
  (place, request, reply) =>
    sendsRecoveryLinks(place.scoped) ? step(place, request, reply) : pages.sendOneMoreThing(reply, place)

/** In a tenant of second steps the first one comes with the request that waits. */
const byCode =
  (step: Step): Step =>
  (place, request, reply) =>
    place.scoped.tenant.type === '2fa' && !place.interaction
      ? pages.sendOneMoreThing(reply, place)
      : step(place, request, reply)

const showMailForm: Step = (place, _request, reply) =>
  pages.sendMailForm(reply, place, { username: '', email: '', wait: undefined })

const sendLink: Step = async (place, request, reply) => {
  const { scoped, interaction, browser } = place
  const typed = { username: fieldOf(request, 'username'), email: fieldOf(request, 'email') }
  const wait = await askForLink(scoped, {
    purpose: 'recover',
    ...typed,
    browser,
    interaction_id: interaction?.id ?? null,
    asked: requesterOf(request),
  })
  return wait === undefined
    ? pages.sendLookInMail(reply, place, typed)
    : pages.sendMailForm(reply, place, { ...typed, wait })
}

const showCodeForm: Step = (place, _request, reply) =>
  pages.sendCodeForm(reply, place, { username: '', is_wrong: false, wait: undefined })

const redeemCode: Step = async (place, request, reply) => {
  const { scoped, interaction, browser } = place
  const username = fieldOf(request, 'username')
  const code = fieldOf(request, 'recovery_code')
  const attempt = { username, code, browser, address: request.ip, interaction }
  const redeemed = await redeemRecoveryCode(scoped, attempt)
  if (redeemed.next === 'enrol') {
    return reply.redirect(enrolmentUrl(scoped.tenant.base, redeemed.enrolment), 303)
  }
  return redeemed.next === 'wait'
    ? pages.sendCodeForm(reply, place, { username, is_wrong: false, wait: redeemed.retry_after })
    : pages.sendCodeForm(reply, place, { username, is_wrong: true, wait: undefined })
}
