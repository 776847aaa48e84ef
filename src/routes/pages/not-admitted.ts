/**
 * GET /not-admitted/{interaction}
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.6; RFC 6749 §4.1.2.1 (access_denied).
 */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { requestOf } from '../../domain/authorization/authorize.ts'
import { interactionUrl } from '../../domain/authorization/interaction.ts'
import { forReader } from '../../domain/languages.ts'
import { admissionOf } from '../../domain/organizations/admission.ts'
import { requestedOrganization } from '../../domain/organizations/organization.ts'
import { findUser } from '../../domain/users/user.ts'
import { csrfToken } from '../../http/csrf.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { type PageDeps, tenantFrame } from '../../http/frame.ts'
import { type Waiting, waitingInteraction } from '../../http/interaction.ts'
import { pageClient } from '../../http/interaction-pages.ts'
import { sendNotAdmittedPage } from '../../http/not-admitted-page.ts'
import { sessionOfBrowser } from '../../http/session-cookies.ts'
import { tenantDeps } from '../../http/tenant.ts'

type Interacting = { Params: { interaction: string } }

export const notAdmittedRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'not-admitted'))

  // Whoever was let in meanwhile goes on, and so does whoever signed out.
  app.get<Interacting>('/not-admitted/:interaction', async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    const waiting = await waitingInteraction(scoped, request, reply)
    if (!waiting) return reply
    const { interaction } = request.params
    const refused = await whoIsRefused(scoped, request, waiting)
    if (!refused) return reply.redirect(interactionUrl(scoped.tenant.base, interaction), 303)
    const { user, ...why } = refused
    const { client } = waiting.target
    scoped.notice({ flow: 'authorize', step: 'refused', rule: why.reason, client_id: client.client_id })
    const frame = tenantFrame(forReader(scoped, { interaction: waiting.interaction, user }), deps.assets)
    const sign_in_url = `${scoped.tenant.base}/sign-in/${interaction}`
    return sendNotAdmittedPage(reply, {
      ...why,
      frame,
      client: pageClient(client, frame.words.lang),
      username: user.username,
      contact: scoped.tenant.policy.contact,
      other_account_url: sign_in_url,
      cancel_url: `${sign_in_url}/cancel`,
      csrf_token: csrfToken(scoped, waiting.browser),
      user_code: undefined,
      redirect_uri: waiting.target.redirect_uri,
    })
  })
}

type Scoped = Awaited<ReturnType<typeof tenantDeps>>

/** @throws {OAuthError} `invalid_request` when the organization is gone */
async function whoIsRefused(scoped: Scoped, request: FastifyRequest, { interaction, target }: Waiting) {
  const session = await sessionOfBrowser(scoped, request)
  const user = session && (await findUser(scoped, session.user_id))
  if (!user) return undefined
  const asked = requestOf(scoped, interaction, target)
  const organization = await requestedOrganization(scoped, asked)
  const admission = await admissionOf(scoped, scoped.db, { ...asked, client: target.client }, user.id)
  if (admission === 'admitted') return undefined
  return { user, reason: admission, organization: organization?.name }
}
