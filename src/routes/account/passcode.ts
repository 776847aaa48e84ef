/**
 * GET /account/passcode, GET and POST /account/codes: the passcode as far as it can be shown, and new recovery codes.
 *
 * Implements: NIST SP 800-63B §3.1.2, §6.1.2.3.
 */
import type { FastifyPluginAsync } from 'fastify'
import { countRecoveryCodes, makeRecoveryCodes } from '../../domain/account/own-recovery-codes.ts'
import { readAt } from '../../domain/languages.ts'
import { sendMakeCodesPage, sendPasscodePage } from '../../http/account-pages.ts'
import { accountUrl, serveAccount } from '../../http/account-place.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import { type PageDeps, tenantFrame } from '../../http/frame.ts'
import { ownPasscodePage } from '../../http/own-passcode-page.ts'
import { sendRecoveryCodesPage } from '../../http/pages-enrolment.ts'

const CODES = { path: 'account/codes', is_sensitive: true } as const

export const accountPasscodeRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'account'))
  takeFormsOnly(app)

  serveAccount(app, deps, {
    method: 'GET',
    path: 'account/passcode',
    step: async (place, _request, reply) => {
      const codes_left = await countRecoveryCodes(place.scoped, place.account)
      return sendPasscodePage(reply, place, await ownPasscodePage(place, codes_left))
    },
  })

  serveAccount(app, deps, {
    method: 'GET',
    ...CODES,
    step: (place, _request, reply) => sendMakeCodesPage(reply, place),
  })

  serveAccount(app, deps, {
    method: 'POST',
    ...CODES,
    step: async (place, _request, reply) => {
      const codes = await makeRecoveryCodes(place.scoped, place.account)
      const { username } = place.account.user
      const next = accountUrl(place, 'account/passcode')
      const frame = tenantFrame(readAt(place.scoped, undefined), deps.assets)
      return sendRecoveryCodesPage(reply, { frame, username, codes, next })
    },
  })
}
