/**
 * GET /change: a new picture and PIN, for whoever is signed in and proves the present ones first.
 */
import type { FastifyPluginAsync } from 'fastify'
import { beginChange } from '../../domain/enrolment/begin-change.ts'
import { enrolmentUrl } from '../../domain/enrolment/enrolment.ts'
import { browserOf } from '../../http/browser.ts'
import { readCookie } from '../../http/cookies.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import type { PageDeps } from '../../http/frame.ts'
import { tenantDeps } from '../../http/tenant.ts'

export const changeRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'change'))

  app.get('/change', async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    const { base } = scoped.tenant
    const session = readCookie(scoped, request, 'session') ?? ''
    const decision = await beginChange(scoped, browserOf(scoped, request, reply), session)
    if (decision.next === 'enrol') return reply.redirect(enrolmentUrl(base, decision.enrolment), 303)
    return reply.redirect(`${base}/sign-in/${decision.interaction}`, 303)
  })
}
