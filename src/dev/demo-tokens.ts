/**
 * POST /demo/refresh, /demo/userinfo, /demo/reuse, /demo/sign-out: what the demo application does with its tokens.
 *
 * Implements: OpenID Connect Core 1.0 §5.3, §12; OpenID Connect RP-Initiated Logout 1.0 §2; RFC 9700 §4.14.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { randomState } from 'openid-client'
import { checkCsrf } from '../http/csrf.ts'
import type { DemoDeps } from './demo-sign-in.ts'
import { refusedBy } from './refused.ts'
import { askUserinfo, refreshTokens, type SignedIn, signOutUrl, useOldRefreshToken } from './relying-party.ts'

export function tokenRoutes(app: FastifyInstance, deps: DemoDeps): void {
  const { application, browsers, now } = deps

  /** @param part of the page, where its answer stands */
  const act =
    (step: string, part: string, verb: (signed_in: SignedIn) => Promise<SignedIn>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const browser = browsers.open(request)
      const { signed_in } = browser.session
      checkCsrf(deps, request, browser.id)
      if (!signed_in) return reply.redirect(application.url, 303)
      try {
        browsers.keep(reply, browser, { signed_in: await verb(signed_in) })
        return reply.redirect(application.url + part, 303)
      } catch (fault) {
        browsers.keep(reply, browser, { signed_in, refused: refusedBy(step, fault) })
        return reply.redirect(application.url, 303)
      }
    }

  app.post(
    '/demo/refresh',
    act('Refresh tokens', '', (signed_in) => refreshTokens(signed_in, now())),
  )
  app.post('/demo/userinfo', act('Ask userinfo', '#userinfo', askUserinfo))
  app.post(
    '/demo/reuse',
    act('Use an old one on purpose', '#reuse', (signed_in) => useOldRefreshToken(signed_in, now())),
  )

  app.post('/demo/sign-out', async (request, reply) => {
    const browser = browsers.open(request)
    const { signed_in } = browser.session
    checkCsrf(deps, request, browser.id)
    if (!signed_in) return reply.redirect(application.url, 303)
    const leaving = randomState()
    browsers.keep(reply, browser, { leaving })
    return reply.redirect(signOutUrl(application, signed_in, leaving), 303)
  })
}
