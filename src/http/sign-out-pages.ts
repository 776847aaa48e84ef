/**
 * What signing out answers: the question, or where the browser goes afterwards.
 *
 * Implements: OpenID Connect RP-Initiated Logout 1.0 §2, §3; OpenID Connect Front-Channel Logout 1.0 §2, §3.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { clientName } from '../domain/clients/client.ts'
import { forReader } from '../domain/languages.ts'
import type { LogoutFrame } from '../domain/logout/logout.ts'
import type { LogoutRequest } from '../domain/logout/logout-request.ts'
import type { User } from '../domain/users/user.ts'
import { withQuery } from './authorization-response.ts'
import { clientLink } from './client-link.ts'
import { noStore } from './error-replies.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import { sendSignedOutPage, sendSignOutPage } from './pages.ts'
import { clearSessionCookies } from './session-cookies.ts'

type Scoped = PageDeps & TenantDeps

/**
 * The form brings along in its address what of the request still counts. What was posted is asked on a page that can be had
 * again, without the hint.
 */
export function sendSignOutQuestion(
  deps: Scoped,
  reply: FastifyReply,
  request: LogoutRequest,
  user: User | undefined,
  csrf_token: string,
): FastifyReply {
  const { post_logout_redirect_uri, unused_address } = request
  const speaking = forReader(deps, { user })
  if (isPosted(reply)) return goToLogout(speaking, reply, request, post_logout_redirect_uri ?? unused_address)
  const query = keptQuery(speaking, request, post_logout_redirect_uri)
  return sendSignOutPage(reply, {
    frame: tenantFrame(speaking, deps.assets),
    username: user?.username,
    sign_out_url: `${deps.tenant.base}/logout/confirm?${query}`,
    stay_url: `${deps.tenant.base}/logout/stay?${query}`,
    csrf_token,
    redirect_uri: post_logout_redirect_uri,
    has_unused_address: unused_address !== undefined,
  })
}

/** `follows`: whether the browser is sent to the address, and need not be asked. */
type SignedOutTerms = Readonly<{ frames: readonly LogoutFrame[]; follows: boolean }>

/**
 * Nobody is signed in any more: back to the application where it has an address for that, else a page. A page too where
 * clients are told of it in frames; it leads to the address afterwards. And a page with a link where nobody was signed in, and
 * nobody stands by the address. No form is answered with it: Back, Forward and a
 * reload would ask whether to send the form again.
 */
export function replyWithSignedOut(
  deps: Scoped,
  reply: FastifyReply,
  request: LogoutRequest,
  { frames, follows }: SignedOutTerms,
): FastifyReply {
  const { client } = request
  clearSessionCookies(deps, reply)
  const address = returnAddress(request)
  if (address !== undefined && frames.length === 0 && follows) return noStore(reply).redirect(address, 303)
  if (isPosted(reply)) return goToLogout(deps, reply, request, request.post_logout_redirect_uri)
  const leads_there = client !== undefined && address !== undefined
  const goes_on = leads_there && follows
  return sendSignedOutPage(reply, {
    frame: tenantFrame(deps, deps.assets),
    back: leads_there ? { url: address, client_name: clientName(client) } : clientLink(client),
    frames: frames.map(({ uri, sid }) => withQuery(uri, { iss: deps.tenant.issuer, sid })),
    goes_on,
    sign_in_again_url: goes_on ? undefined : `${deps.tenant.base}/account`,
  })
}

const isPosted = ({ request }: FastifyReply): boolean => request.method === 'POST'

/** Where the same is said by GET, to the browser that has just been told it. */
function goToLogout(
  deps: Scoped,
  reply: FastifyReply,
  request: LogoutRequest,
  address: string | undefined,
): FastifyReply {
  return noStore(reply).redirect(`${deps.tenant.base}/logout?${keptQuery(deps, request, address)}`, 303)
}

function keptQuery(
  { languages }: Pick<Scoped, 'languages'>,
  { client, state }: LogoutRequest,
  post_logout_redirect_uri: string | undefined,
): URLSearchParams {
  const { ui_locales, locale } = languages.reader
  const kept = {
    client_id: client?.client_id,
    post_logout_redirect_uri,
    state,
    ui_locales: ui_locales ?? locale,
  }
  return new URLSearchParams(
    Object.entries(kept).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

function returnAddress({ post_logout_redirect_uri: uri, state }: LogoutRequest): string | undefined {
  return uri === undefined || state === undefined ? uri : withQuery(uri, { state })
}
