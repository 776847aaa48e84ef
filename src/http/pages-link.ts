/**
 * The pages behind mailed and handed-over links: what each template reads, and the functions that send them.
 *
 * Opening a link changes nothing, since scanners of mail open links too: its page has a button, whose POST uses it up.
 */
import type { FastifyReply } from 'fastify'
import type { Frame, PasscodeMethod } from './pages.ts'
import { pageHeaders } from './security-headers.ts'

export type LinkPurpose =
  | 'sign-up'
  | 'recover'
  | 'sign-in'
  | 'verify-email'
  | 'change-email'
  | 'invite'
  | 'known-browser'
  | 'report'

export type LinkPage = Readonly<{
  frame: Frame
  purpose: LinkPurpose
  /** Undefined for somebody new. */
  username: string | undefined
  /** The address it is about. */
  email: string | undefined
  /** What the person signs in with, or people here do. */
  method: PasscodeMethod
  /** Until when it works, in words; shown for `invite`. */
  until: string | undefined
  /** A form is posted there. */
  spend_url: string
  /** `invite`: where somebody who did not expect it stops it; a form is posted there. */
  report_url: string | undefined
  csrf_token: string
  /** Where the answer to the form may redirect, when that can be a client. */
  redirect_uri: string | undefined
}>

/** Used, old, unknown, of another tenant or purpose: all look alike. A 410. */
export type DeadLinkPage = Readonly<{
  frame: Frame
  /** "Get a new link" */
  again_url: string | undefined
}>

/** A link that was opened in another browser than the one that asked: its code is typed there. */
export type LinkCodePage = Readonly<{ frame: Frame; code: string }>

/**
 * What a link has done. `change-email-half`: the other address has yet to say yes. `report`: the account is signed out
 * everywhere. `stopped`: an invitation that nobody can use any more.
 */
export type LinkDonePage = Readonly<{
  frame: Frame
  done: 'verify-email' | 'change-email' | 'change-email-half' | 'report' | 'stopped' | 'known-browser'
  username: string | undefined
  email: string | undefined
  /** What the person signs in with, or people here do. */
  method: PasscodeMethod
  /** "Sign in", or, after a report, the way back in. */
  next_url: string | undefined
}>

export function sendLinkPage(reply: FastifyReply, page: LinkPage): FastifyReply {
  return reply.headers(pageHeaders(page.redirect_uri)).view('link', page)
}

export function sendDeadLinkPage(reply: FastifyReply, page: DeadLinkPage): FastifyReply {
  return reply.code(410).headers(pageHeaders(undefined)).view('link-dead', page)
}

export function sendLinkCodePage(reply: FastifyReply, page: LinkCodePage): FastifyReply {
  return reply.headers(pageHeaders(undefined)).view('link-code', page)
}

export function sendLinkDonePage(reply: FastifyReply, page: LinkDonePage): FastifyReply {
  return reply.headers(pageHeaders(undefined)).view('link-done', page)
}
