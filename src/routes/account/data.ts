/**
 * GET /account/data, /account/download and /account/download/file, GET and POST /account/delete: taking all along, and leaving.
 *
 * Implements: RFC 6973 §6.2.
 */
import type { FastifyPluginAsync } from 'fastify'
import { deleteAccount, mayDeleteAccount } from '../../domain/account/account-deletion.ts'
import { personalData } from '../../domain/account/personal-data.ts'
import { readAt } from '../../domain/languages.ts'
import { sendDataPage, sendDeletedPage, sendDeletePage, sendDownloadPage } from '../../http/account-pages.ts'
import { type AccountStep, serveAccount } from '../../http/account-place.ts'
import { replyWithJsonFile } from '../../http/attachment.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { fieldOf } from '../../http/form.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import { type PageDeps, tenantFrame } from '../../http/frame.ts'
import { contactOf } from '../../http/pages-recovery.ts'
import { clearSessionCookies } from '../../http/session-cookies.ts'

const DOWNLOAD = 'account/download'
const DELETE = { path: 'account/delete', is_sensitive: true } as const

export const accountDataRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'account'))
  takeFormsOnly(app)

  serveAccount(app, deps, {
    method: 'GET',
    path: 'account/data',
    step: (place, _request, reply) => {
      const { tenant } = place.scoped
      const contact = contactOf(tenant.policy.contact)
      return sendDataPage(reply, place, { may_delete: mayDeleteAccount(tenant), contact })
    },
  })

  serveAccount(app, deps, {
    method: 'GET',
    path: DOWNLOAD,
    is_sensitive: true,
    step: (place, _request, reply) => sendDownloadPage(reply, place),
  })

  // A file has no page to come back to: who has to sign in first comes back to the page before it.
  serveAccount(app, deps, {
    method: 'GET',
    path: `${DOWNLOAD}/file`,
    page: DOWNLOAD,
    is_sensitive: true,
    step: async ({ scoped, account }, _request, reply) => {
      const content = await personalData(scoped, account)
      const day = content.made_at.slice(0, 10)
      const name = `${scoped.tenant.id}-${account.user.username}-${day}.json`
      return replyWithJsonFile(reply, { name, plain: `${scoped.tenant.id}-account-${day}.json`, content })
    },
  })

  serveAccount(app, deps, {
    method: 'GET',
    ...DELETE,
    step: whereAccountsMayGo((place, _request, reply) =>
      sendDeletePage(reply, place, { field: { value: '', error: undefined } }),
    ),
  })

  serveAccount(app, deps, { method: 'POST', ...DELETE, step: whereAccountsMayGo(leave) })
}

const whereAccountsMayGo =
  (step: AccountStep): AccountStep =>
  (place, request, reply) =>
    mayDeleteAccount(place.scoped.tenant) ? step(place, request, reply) : reply.callNotFound()

const leave: AccountStep = async (place, request, reply) => {
  const { scoped, account, frame } = place
  const typed = fieldOf(request, 'username')
  if (!(await deleteAccount(scoped, account, typed))) {
    const error = frame.words.w('account.delete-fault')
    return sendDeletePage(reply, place, { field: { value: typed, error } })
  }
  clearSessionCookies(scoped, reply)
  const is_mailed = scoped.mail.is_configured && account.user.email_verified
  return sendDeletedPage(reply, { frame: tenantFrame(readAt(scoped, undefined), scoped.assets), is_mailed })
}
