/**
 * The authorization response: to the redirect target, in the mode that was asked for, naming its issuer.
 *
 * Implements: RFC 6749 §4.1.2, §4.1.2.1, §4.2.2, §4.2.2.1; RFC 9207 §2; OAuth 2.0 Form Post Response Mode §2;
 * OAuth 2.0 Multiple Response Type Encoding Practices §2.1; RFC 9700 §4.12;
 * OpenID Connect Session Management 1.0 §2.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import type { Session } from '../domain/authentication/session.ts'
import type { AuthorizationAnswer } from '../domain/authorization/authorization-answer.ts'
import type { RedirectTarget } from '../domain/authorization/redirect-target.ts'
import type { ResponseMode } from '../domain/authorization/request/response-mode.ts'
import { OAuthError } from '../domain/oauth-error.ts'
import { noStore, noticeRefusal } from './error-replies.ts'
import { sendFormPostPage } from './form-post-page.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import type { Frame } from './pages.ts'
import { sessionOfBrowser, sessionStateOf } from './session-cookies.ts'
import { sendWebMessagePage } from './web-message-page.ts'

export function replyWithAnswer(
  deps: PageDeps & TenantDeps,
  reply: FastifyReply,
  target: RedirectTarget,
  { answer, session }: Readonly<{ answer: AuthorizationAnswer; session: Session }>,
) {
  const step = 'code' in answer ? 'code-issued' : 'tokens-issued'
  deps.notice({ flow: 'authorize', step, client_id: target.client.client_id })
  return respond(deps, reply, target, answer, session)
}

/** @throws {Error} the error itself, when it is none of the protocol: it belongs on a page */
export async function replyWithRedirectError(
  deps: PageDeps & TenantDeps,
  reply: FastifyReply,
  target: RedirectTarget,
  error: unknown,
) {
  if (!(error instanceof OAuthError)) throw error
  noticeRefusal(deps, 'authorize', error, target.client.client_id)
  const refusal = { error: error.code, error_description: error.description }
  // It may have ended elsewhere since it was read.
  const session = await sessionOfBrowser(deps, reply.request)
  return respond(deps, reply, target, refusal, session)
}

/** @param session whoever is signed in with the browser from this answer on */
function respond(
  deps: PageDeps & TenantDeps,
  reply: FastifyReply,
  target: RedirectTarget,
  answer: AuthorizationAnswer,
  session: Session | undefined,
) {
  const { redirect_uri, response_mode, state } = target
  const session_state = sessionStateOf(deps, reply, target, session)
  const fields = {
    ...answer,
    ...(state === undefined ? {} : { state }),
    ...(session_state === undefined ? {} : { session_state }),
    iss: deps.tenant.issuer,
  }
  return CARRIERS[response_mode](reply, { redirect_uri, fields }, () => tenantFrame(deps, deps.assets))
}

type Carried = Readonly<{ redirect_uri: string; fields: AuthorizationAnswer }>

type Carrier = (reply: FastifyReply, carried: Carried, frame: () => Frame) => FastifyReply

const CARRIERS: Readonly<Record<ResponseMode, Carrier>> = {
  query: (reply, { redirect_uri, fields }) => noStore(reply).redirect(withQuery(redirect_uri, fields), 303),
  // No registered address has a fragment (RFC 6749 §3.1.2).
  fragment: (reply, { redirect_uri, fields }) =>
    noStore(reply).redirect(`${redirect_uri}#${new URLSearchParams(fields)}`, 303),
  form_post: (reply, carried, frame) => sendFormPostPage(reply, { ...carried, frame: frame() }),
  web_message: (reply, carried, frame) => sendWebMessagePage(reply, { ...carried, frame: frame() }),
}

/** The registered query stays as it is, byte for byte (RFC 6749 §3.1.2). */
export function withQuery(uri: string, fields: AuthorizationAnswer): string {
  const joint = uri.includes('?') ? (/[?&]$/.test(uri) ? '' : '&') : '?'
  return `${uri}${joint}${new URLSearchParams(fields)}`
}
