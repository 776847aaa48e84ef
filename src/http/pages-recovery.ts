/**
 * The pages of getting back in, and of mail that is asked for: what each template reads, and the functions that send them.
 *
 * All of them work without script.
 */
import type { FastifyReply } from 'fastify'
import { webAddress } from './link-address.ts'
import type { Frame } from './pages.ts'
import { pageHeaders } from './security-headers.ts'

/** Urls that are undefined leave their way out. */
export type RecoveryChoicePage = Readonly<{
  frame: Frame
  mail_url: string | undefined
  code_url: string | undefined
  /** Of the administrator: a mail address, or a page on the web. */
  contact: string | undefined
  sign_in_url: string | undefined
}>

/** Seconds to wait, when there were too many tries; the page is then a 429. */
type Throttled = Readonly<{ wait: number | undefined }>

/**
 * `recover`: a new picture and PIN; asks name and address. `sign-in`: signing in without recall; asks the name.
 * Posts `username`, `email` and `csrf_token`.
 */
export type AskForMailPage = Throttled &
  Readonly<{
    frame: Frame
    purpose: 'recover' | 'sign-in'
    username: string
    email: string
    form_url: string
    back_url: string
    csrf_token: string
  }>

/** Posts `username`, `recovery_code` and `csrf_token`. */
export type RecoveryCodePage = Throttled &
  Readonly<{
    frame: Frame
    username: string
    /** "That didn't match."; a 400 */
    is_wrong: boolean
    form_url: string
    back_url: string
    csrf_token: string
  }>

export type LookInYourMailPage = Readonly<{
  frame: Frame
  purpose: 'sign-up' | 'recover' | 'sign-in' | 'known-browser' | 'change-email'
  /** Shown where the person gave it a moment ago and it tells nothing about accounts: `sign-up` and `change-email`. */
  email: string | undefined
  /** A form is posted there, with `fields`. */
  again_url: string
  fields: Readonly<Record<string, string>>
  /** Another address, or another way. */
  other_url: string
  /**
   * Where the code goes (`code`, with `fields`) that a link shows when it is opened in another browser; undefined: there
   * are none.
   */
  code_url: string | undefined
  /** The code that was typed is not the one; a 400 */
  is_wrong_code: boolean
  csrf_token: string
  /** Where the answer to the code may redirect. */
  redirect_uri: string | undefined
}>

/** Too many tries from browsers that are not known: the same page for every name. Posts `username` and `csrf_token`. */
export type FirstShowPage = Throttled &
  Readonly<{
    frame: Frame
    username: string
    /** Undefined where no mail can be sent: then the other ways are all there is. */
    form_url: string | undefined
    code_url: string | undefined
    contact: string | undefined
    csrf_token: string
  }>

/** Tenants of the second step: a mail alone does not replace it. */
export type OneMoreThingPage = Readonly<{ frame: Frame; contact: string | undefined }>

export function sendRecoveryChoicePage(reply: FastifyReply, page: RecoveryChoicePage): FastifyReply {
  return reply.headers(pageHeaders(undefined)).view('recover', { ...page, contact: contactOf(page.contact) })
}

export function sendAskForMailPage(reply: FastifyReply, page: AskForMailPage): FastifyReply {
  return reply
    .code(page.wait === undefined ? 200 : 429)
    .headers(pageHeaders(undefined))
    .view('recover-mail', page)
}

export function sendRecoveryCodePage(reply: FastifyReply, page: RecoveryCodePage): FastifyReply {
  const status = page.is_wrong ? 400 : 200
  return reply
    .code(page.wait === undefined ? status : 429)
    .headers(pageHeaders(undefined))
    .view('recover-code', page)
}

export function sendLookInYourMailPage(reply: FastifyReply, page: LookInYourMailPage): FastifyReply {
  return reply
    .code(page.is_wrong_code ? 400 : 200)
    .headers(pageHeaders(page.redirect_uri))
    .view('look-in-your-mail', page)
}

export function sendFirstShowPage(reply: FastifyReply, page: FirstShowPage): FastifyReply {
  return reply
    .code(page.wait === undefined ? 200 : 429)
    .headers(pageHeaders(undefined))
    .view('first-show', { ...page, contact: contactOf(page.contact) })
}

export function sendOneMoreThingPage(reply: FastifyReply, page: OneMoreThingPage): FastifyReply {
  return reply
    .headers(pageHeaders(undefined))
    .view('one-more-thing', { ...page, contact: contactOf(page.contact) })
}

/** A link and its text; undefined when it is neither a mail address nor a page on the web. */
export function contactOf(contact: string | undefined): Readonly<{ url: string; text: string }> | undefined {
  if (contact === undefined) return undefined
  if (/^[^\s@/?]+@[^\s@/?]+$/.test(contact)) return { url: `mailto:${contact}`, text: contact }
  const url = webAddress(contact)
  return url === undefined ? undefined : { url, text: contact }
}
