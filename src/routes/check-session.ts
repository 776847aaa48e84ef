/**
 * GET /check_session: the page that a client's page shows in a frame, to ask it whether somebody else is signed in by now.
 *
 * Implements: OpenID Connect Session Management 1.0 §3.2, §3.3.
 */
import type { FastifyPluginAsync } from 'fastify'
import { cookieName } from '../http/cookies.ts'
import { pageErrorHandler } from '../http/error-page.ts'
import { noStore } from '../http/error-replies.ts'
import type { PageDeps } from '../http/frame.ts'
import { FRAMED_ANYWHERE } from '../http/security-headers.ts'
import { tenantDeps } from '../http/tenant.ts'

export const checkSessionRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'check-session'))
  app.get('/check_session', async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    return noStore(reply)
      .headers(FRAMED_ANYWHERE)
      .view('check-session', {
        cookie: cookieName(scoped, 'state'),
        script_url: deps.assets.url('browser/check-session.ts'),
      })
  })
}
