/**
 * The authorization response: to the redirect target, in the mode that was asked for, naming its issuer.
 *
 * Implements: RFC 6749 §4.1.2, §4.1.2.1; RFC 9207 §2; OAuth 2.0 Form Post Response Mode §2; RFC 9700 §4.12.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import type { RedirectTarget } from '../domain/authorization/redirect-target.ts'
import { OAuthError } from '../domain/oauth-error.ts'
import { noStore, noticeRefusal } from './error-replies.ts'
import { sendFormPostPage } from './form-post-page.ts'
import { type PageDeps, tenantFrame } from './frame.ts'

type Answer = Readonly<Record<string, string>>

export function replyWithCode(
  deps: PageDeps & TenantDeps,
  reply: FastifyReply,
  target: RedirectTarget,
  code: string,
) {
  deps.notice({ flow: 'authorize', step: 'code-issued', client_id: target.client.client_id })
  return respond(deps, reply, target, { code })
}

/** @throws {Error} the error itself, when it is none of the protocol: it belongs on a page */
export function replyWithRedirectError(
  deps: PageDeps & TenantDeps,
  reply: FastifyReply,
  target: RedirectTarget,
  error: unknown,
) {
  if (!(error instanceof OAuthError)) throw error
  noticeRefusal(deps, 'authorize', error, target.client.client_id)
  return respond(deps, reply, target, { error: error.code, error_description: error.description })
}

function respond(deps: PageDeps & TenantDeps, reply: FastifyReply, target: RedirectTarget, answer: Answer) {
  const { redirect_uri, response_mode, state } = target
  const fields = { ...answer, ...(state === undefined ? {} : { state }), iss: deps.tenant.issuer }
  if (response_mode === 'form_post') {
    return sendFormPostPage(reply, { frame: tenantFrame(deps, deps.assets), redirect_uri, fields })
  }
  return noStore(reply).redirect(withQuery(redirect_uri, fields), 303)
}

/** The registered query stays as it is, byte for byte (RFC 6749 §3.1.2). */
export function withQuery(uri: string, fields: Answer): string {
  const joint = uri.includes('?') ? (/[?&]$/.test(uri) ? '' : '&') : '?'
  return `${uri}${joint}${new URLSearchParams(fields)}`
}
