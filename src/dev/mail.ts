/**
 * GET /dev/mail: the mails of all tenants, which never leave the machine.
 *
 * Implements: Content Security Policy Level 3 §6.3.2.
 */
import type { FastifyPluginAsync } from 'fastify'
import { deleteMails } from '../domain/mail/mail-list.ts'
import { listTenants } from '../domain/tenants/tenant-administration.ts'
import { pageErrorHandler } from '../http/error-page.ts'
import { type PageDeps, plainFrame } from '../http/frame.ts'
import { checkOrigin } from '../http/origin.ts'
import { MAIL_VIEWS, sendMailPage } from './mail-page.ts'
import { newestMails } from './newest-mails.ts'

/** Of each tenant. */
const MOST = 100

/** A mail runs nothing and loads nothing; what its link opens is free of that. */
const BODY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-popups allow-popups-to-escape-sandbox',
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

type Chosen = { Params: { id: string } }

export const mailRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'dev-mail'))
  const frame = plainFrame(deps, deps.assets)

  app.get('/dev/mail', async (_request, reply) => {
    const mails = await newestMails(deps, MOST)
    return sendMailPage(reply, frame, deps, mails, mails[0], 'html')
  })

  for (const view of MAIL_VIEWS) {
    app.get<Chosen>(`/dev/mail/:id/${view}`, async (request, reply) => {
      const mails = await newestMails(deps, MOST)
      const chosen = mails.find(({ id }) => id === request.params.id)
      return chosen ? sendMailPage(reply, frame, deps, mails, chosen, view) : reply.callNotFound()
    })
  }

  app.get<Chosen>('/dev/mail/:id/body', async (request, reply) => {
    const chosen = (await newestMails(deps, MOST)).find(({ id }) => id === request.params.id)
    return chosen
      ? reply.headers(BODY_HEADERS).type('text/html; charset=utf-8').send(chosen.html)
      : reply.callNotFound()
  })

  app.post('/dev/mail/delete', async (request, reply) => {
    checkOrigin(deps, request)
    for (const tenant of await listTenants(deps)) await deleteMails({ ...deps, tenant })
    return reply.redirect('/dev/mail', 303)
  })
}
