/**
 * GET /account/browsers, POST /account/browsers/end and /account/browsers/end-others: where a person is signed in.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.3; NIST SP 800-63B §7.1.
 */
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { endBrowser, endOtherBrowsers, listBrowsers } from '../../domain/account/browsers.ts'
import { sendBrowsersPage } from '../../http/account-pages.ts'
import { type AccountPlace, accountUrl, serveAccount } from '../../http/account-place.ts'
import { browserRow } from '../../http/account-rows.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { fieldOf } from '../../http/form.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import type { PageDeps } from '../../http/frame.ts'
import { saidOf, thenSay } from '../../http/said.ts'

const PAGE = 'account/browsers'

export const accountBrowsersRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'account'))
  takeFormsOnly(app)

  serveAccount(app, deps, {
    method: 'GET',
    path: PAGE,
    step: (place, request, reply) => showBrowsers(reply, place, false, saidOf(place, request)),
  })

  serveAccount(app, deps, {
    method: 'POST',
    path: `${PAGE}/end`,
    page: PAGE,
    step: async (place, request, reply) => {
      const isEnded = await endBrowser(place.scoped, place.account, fieldOf(request, 'browser'))
      return isEnded ? thenSay(reply, accountUrl(place, PAGE), 'ended') : showBrowsers(reply, place, true)
    },
  })

  serveAccount(app, deps, {
    method: 'POST',
    path: `${PAGE}/end-others`,
    page: PAGE,
    step: async (place, _request, reply) => {
      await endOtherBrowsers(place.scoped, place.account, place.known)
      return thenSay(reply, accountUrl(place, PAGE), 'ended-others')
    },
  })
}

/** @param is_gone whether one was asked for that is not in the list */
async function showBrowsers(reply: FastifyReply, place: AccountPlace, is_gone: boolean, said?: string) {
  const { scoped, account, known, frame } = place
  const browsers = (await listBrowsers(scoped, account, known)).map((browser) => browserRow(frame, browser))
  return sendBrowsersPage(reply, place, { browsers, is_alone: browsers.length === 1, is_gone }, said)
}
