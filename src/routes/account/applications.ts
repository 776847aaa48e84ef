/**
 * GET /account/applications, POST /account/applications/withdraw: what a person lets applications have.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.4.
 */
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { listApplications, withdrawApplication } from '../../domain/account/applications.ts'
import { sendApplicationsPage } from '../../http/account-pages.ts'
import { type AccountPlace, accountUrl, serveAccount } from '../../http/account-place.ts'
import { applicationRow } from '../../http/account-rows.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { fieldOf } from '../../http/form.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import type { PageDeps } from '../../http/frame.ts'
import { saidOf, thenSay } from '../../http/said.ts'

const PAGE = 'account/applications'

export const accountApplicationsRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'account'))
  takeFormsOnly(app)

  serveAccount(app, deps, {
    method: 'GET',
    path: PAGE,
    step: (place, request, reply) => showApplications(reply, place, false, saidOf(place, request)),
  })

  serveAccount(app, deps, {
    method: 'POST',
    path: `${PAGE}/withdraw`,
    page: PAGE,
    step: async (place, request, reply) => {
      const isTaken = await withdrawApplication(place.scoped, place.account, fieldOf(request, 'client_id'))
      return isTaken
        ? thenSay(reply, accountUrl(place, PAGE), 'withdrawn')
        : showApplications(reply, place, true)
    },
  })
}

/** @param is_gone whether one was asked for that has nothing */
async function showApplications(reply: FastifyReply, place: AccountPlace, is_gone: boolean, said?: string) {
  const found = await listApplications(place.scoped, place.account)
  const applications = found.map((application) =>
    applicationRow(place.frame, application, place.scoped.tenant.base),
  )
  return sendApplicationsPage(reply, place, { applications, is_gone }, said)
}
