/**
 * What signing out answers: the question, or where the browser goes afterwards.
 *
 * Implements: OpenID Connect RP-Initiated Logout 1.0 §2, §3.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { forReader } from '../domain/languages.ts'
import type { LogoutRequest } from '../domain/logout/logout-request.ts'
import type { User } from '../domain/users/user.ts'
import { withQuery } from './authorization-response.ts'
import { clientLink } from './client-link.ts'
import { clearCookie } from './cookies.ts'
import { noStore } from './error-replies.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import { sendSignedOutPage, sendSignOutPage } from './pages.ts'

type Scoped = PageDeps & TenantDeps

/** The form brings along in its address what of the request still counts. */
export function sendSignOutQuestion(
  deps: Scoped,
  reply: FastifyReply,
  request: LogoutRequest,
  user: User | undefined,
  csrf_token: string,
): FastifyReply {
  const { client, post_logout_redirect_uri, state } = request
  const speaking = forReader(deps, { user })
  const { ui_locales, locale } = speaking.languages.reader
  const kept = {
    client_id: client?.client_id,
    post_logout_redirect_uri,
    state,
    ui_locales: ui_locales ?? locale,
  }
  const query = new URLSearchParams(
    Object.entries(kept).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  return sendSignOutPage(reply, {
    frame: tenantFrame(speaking, deps.assets),
    username: user?.username,
    sign_out_url: `${deps.tenant.issuer}/logout/confirm?${query}`,
    stay_url: `${deps.tenant.issuer}/logout/stay?${query}`,
    csrf_token,
    redirect_uri: post_logout_redirect_uri,
  })
}

/** Nobody is signed in any more: back to the application where it has an address for that, else a page. */
export function replyWithSignedOut(deps: Scoped, reply: FastifyReply, request: LogoutRequest): FastifyReply {
  const { client, post_logout_redirect_uri, state } = request
  clearCookie(deps, reply, 'session')
  if (post_logout_redirect_uri !== undefined) {
    const address =
      state === undefined ? post_logout_redirect_uri : withQuery(post_logout_redirect_uri, { state })
    return noStore(reply).redirect(address, 303)
  }
  return sendSignedOutPage(reply, {
    frame: tenantFrame(deps, deps.assets),
    back: clientLink(client),
    sign_in_again_url: `${deps.tenant.issuer}/account`,
  })
}
