/**
 * The page for somebody who is signed in and does not get in here: why, whom to ask, another account, and the way back.
 *
 * It works without script.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.6; RFC 6749 §4.1.2.1 (access_denied).
 */
import type { FastifyReply } from 'fastify'
import type { Refused } from '../domain/organizations/admission.ts'
import type { Frame, PageClient } from './pages.ts'
import { contactOf } from './pages-recovery.ts'
import { pageHeaders } from './security-headers.ts'

/** Posts `csrf_token`, and `user_code` where a device waits, to go back. */
export type NotAdmittedPage = Readonly<{
  frame: Frame
  reason: Refused
  client: PageClient
  /** The name of the one that was asked for. */
  organization: string | undefined
  username: string
  /** Whom people ask: a mail address, or a page on the web. */
  contact: string | undefined
  /** Signs in with another account, and comes back to the same request. */
  other_account_url: string
  cancel_url: string
  csrf_token: string
  user_code: string | undefined
  redirect_uri: string | undefined
}>

/** A 403 */
export const sendNotAdmittedPage = (reply: FastifyReply, page: NotAdmittedPage): FastifyReply =>
  reply
    .code(403)
    .headers(pageHeaders(page.redirect_uri))
    .view('not-admitted', { ...page, contact: contactOf(page.contact) })
