/**
 * GET, POST /link/{token}, and POST /link/{token}/stop
 *
 * Implements: RFC 9110 §9.2.1 (scanners of mail open links, so opening one changes nothing).
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { stopInvitation } from '../../domain/links/invitation.ts'
import { findLink } from '../../domain/links/link.ts'
import { useLink } from '../../domain/links/use-link.ts'
import { browserOf } from '../../http/browser.ts'
import { readCookie } from '../../http/cookies.ts'
import { checkCsrf } from '../../http/csrf.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import type { PageDeps } from '../../http/frame.ts'
import { askToUseLink, replyToUse, sendDeadLink, sendLinkDone } from '../../http/link-pages.ts'
import { tenantDeps } from '../../http/tenant.ts'

type Opening = { Params: { token: string } }

export const linkRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'link'))
  takeFormsOnly(app)

  app.get<Opening>('/link/:token', async (request, reply) => {
    const { scoped, opened } = await open(deps, request, reply)
    return opened ? askToUseLink(scoped, reply, opened) : sendDeadLink(scoped, reply)
  })

  app.post<Opening>('/link/:token', async (request, reply) => {
    const { scoped, opened } = await open(deps, request, reply)
    if (!opened) return sendDeadLink(scoped, reply)
    checkCsrf(scoped, request, opened.browser)
    const { link, browser } = opened
    const cookies = {
      browser,
      known: readCookie(scoped, request, 'known'),
      session: readCookie(scoped, request, 'session'),
    }
    return replyToUse(scoped, reply, opened, await useLink(scoped, link, cookies))
  })

  app.post<Opening>('/link/:token/stop', async (request, reply) => {
    const { scoped, opened } = await open(deps, request, reply)
    if (!opened) return sendDeadLink(scoped, reply)
    checkCsrf(scoped, request, opened.browser)
    if (!(await stopInvitation(scoped, opened.link))) return sendDeadLink(scoped, reply)
    return sendLinkDone(scoped, reply, opened, 'stopped')
  })
}

async function open(deps: PageDeps, request: FastifyRequest<Opening>, reply: FastifyReply) {
  const scoped = await tenantDeps(deps, request)
  const { token } = request.params
  const browser = browserOf(scoped, request, reply)
  const link = await findLink(scoped, token, browser)
  return { scoped, opened: link && { token, link, browser } }
}
