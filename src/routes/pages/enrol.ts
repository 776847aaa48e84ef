/**
 * GET /enrol/{enrolment}, POST /enrol/{enrolment}/cancel, GET /enrol/{enrolment}/done, POST /enrol/{enrolment}/codes
 *
 * Implements: RFC 9807 §5; RFC 9700 §4.7.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../../deps.ts'
import { enrolmentUrl } from '../../domain/enrolment/enrolment.ts'
import {
  findFinishedEnrolment,
  mayRenewCodes,
  renewRecoveryCodes,
} from '../../domain/enrolment/finished-enrolment.ts'
import { type EnrolmentPlace, openEnrolment } from '../../domain/enrolment/open-enrolment.ts'
import { forReader, readAt } from '../../domain/languages.ts'
import { readCookie } from '../../http/cookies.ts'
import { checkCsrf } from '../../http/csrf.ts'
import { replyToEnrolmentFault } from '../../http/enrolment-faults.ts'
import { backUrl, sendCodesGone, sendDone, sendEnrolment } from '../../http/enrolment-pages.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { type PageDeps, tenantFrame } from '../../http/frame.ts'
import { sendRecoveryCodesPage } from '../../http/pages-enrolment.ts'
import { tenantDeps } from '../../http/tenant.ts'

type Enrolling = { Params: { enrolment: string } }
type Scoped = PageDeps & TenantDeps

export const enrolRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'enrolment'))

  // A form that is sent before its script has arrived shows the page again; nothing of a passcode is in it.
  app.route<Enrolling>({
    method: ['GET', 'POST'],
    url: '/enrol/:enrolment',
    handler: async (request, reply) => {
      const { scoped, place } = await placeOf(deps, request)
      const finished = await findFinishedEnrolment(scoped, place)
      if (finished) return sendCodesGone(scoped, reply, finished, place.browser)
      return showOpen(scoped, request, reply, place)
    },
  })

  app.post<Enrolling>('/enrol/:enrolment/cancel', async (request, reply) => {
    const { scoped, place } = await placeOf(deps, request)
    const opened = await openEnrolment(scoped, place)
    if (opened.fault !== undefined) {
      return replyToEnrolmentFault(scoped, request, reply, opened.fault, opened.enrolment)
    }
    checkCsrf(scoped, request, place.browser)
    return reply.redirect(backUrl(scoped, opened.enrolment), 303)
  })

  app.get<Enrolling>('/enrol/:enrolment/done', async (request, reply) => {
    const { scoped, place } = await placeOf(deps, request)
    const finished = await findFinishedEnrolment(scoped, place)
    return finished ? sendDone(scoped, reply, finished) : showOpen(scoped, request, reply, place)
  })

  app.post<Enrolling>('/enrol/:enrolment/codes', async (request, reply) => {
    const { scoped, place } = await placeOf(deps, request)
    const finished = await findFinishedEnrolment(scoped, place)
    if (!finished) return showOpen(scoped, request, reply, place)
    checkCsrf(scoped, request, place.browser)
    const next = `${enrolmentUrl(scoped.tenant.base, place.ticket)}/done`
    if (!mayRenewCodes(scoped, finished)) return reply.redirect(next, 303)
    const codes = await renewRecoveryCodes(scoped, finished)
    const frame = tenantFrame(readAt(forReader(scoped, finished), undefined), deps.assets)
    return sendRecoveryCodesPage(reply, { frame, username: finished.user.username, codes, next })
  })
}

async function showOpen(scoped: Scoped, request: FastifyRequest, reply: FastifyReply, place: EnrolmentPlace) {
  const opened = await openEnrolment(scoped, place)
  if (opened.fault === undefined) return sendEnrolment(scoped, reply, opened, place.browser)
  return replyToEnrolmentFault(scoped, request, reply, opened.fault, opened.enrolment)
}

async function placeOf(deps: PageDeps, request: FastifyRequest<Enrolling>) {
  const scoped = await tenantDeps(deps, request)
  const browser = readCookie(scoped, request, 'browser') ?? ''
  const session = readCookie(scoped, request, 'session') ?? ''
  return { scoped, place: { ticket: request.params.enrolment, browser, session } }
}
