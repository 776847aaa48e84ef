/**
 * GET /sign-in/{interaction}, and POST /sign-in/{interaction}/cancel
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.3; RFC 6749 §4.1.2.1 (access_denied).
 */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../../deps.ts'
import { forReader } from '../../domain/languages.ts'
import { findOrganization } from '../../domain/organizations/organization.ts'
import { optional } from '../../domain/parameters.ts'
import { replyToCancel } from '../../http/cancel.ts'
import { connectionLinks } from '../../http/connection-links.ts'
import { readCookie } from '../../http/cookies.ts'
import { csrfToken } from '../../http/csrf.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { type PageDeps, tenantFrame } from '../../http/frame.ts'
import { type WaitingSignIn, waitingSignIn } from '../../http/interaction.ts'
import { signInPage } from '../../http/interaction-pages.ts'
import { sendSignInPage } from '../../http/pages.ts'
import { sessionOfBrowser } from '../../http/session-cookies.ts'
import { tenantDeps } from '../../http/tenant.ts'

type Interacting = { Params: { interaction: string } }

export const signInRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'sign-in'))

  // A form that is sent before its script has arrived shows the page again; it carries nothing but the username.
  app.route<Interacting>({
    method: ['GET', 'POST'],
    url: '/sign-in/:interaction',
    handler: async (request, reply) => {
      const scoped = await tenantDeps(deps, request)
      const waiting = await waitingSignIn(scoped, request, reply)
      if (!waiting) return reply
      const page = signInPage(scoped, waiting)
      return sendSignInPage(reply, {
        ...page,
        organization: (await findOrganization(scoped, organizationIn(waiting)))?.name,
        connections: await connectionLinks(scoped, waiting),
        cancel_url: (await hasWayBack(scoped, request, waiting)) ? `${page.form_url}/cancel` : undefined,
        frame: tenantFrame(forReader(scoped, waiting), deps.assets),
        known_browser: readCookie(scoped, request, 'known') !== undefined,
        csrf_token: csrfToken(scoped, waiting.browser),
      })
    },
  })

  app.post<Interacting>('/sign-in/:interaction/cancel', async (request, reply) =>
    replyToCancel(await tenantDeps(deps, request), request, reply),
  )
}

/** That the request names. */
const organizationIn = ({ interaction }: WaitingSignIn): string | undefined =>
  optional(interaction.parameters, 'organization')

/** To the application, or to the account of whoever is signed in and proves it once more. */
async function hasWayBack(scoped: TenantDeps, request: FastifyRequest, { target }: WaitingSignIn) {
  return (target ?? (await sessionOfBrowser(scoped, request))) !== undefined
}
