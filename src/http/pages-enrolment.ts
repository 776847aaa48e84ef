/**
 * The pages on which a passcode is made: what each template reads, and the functions that send them.
 *
 * Signing up, getting back in, an invitation and a change are one page in three steps; its script asks the addresses
 * below `passcode_url`.
 */
import type { FastifyReply } from 'fastify'
import type { Frame, PageClient, PasscodeMethod } from './pages.ts'
import { pageHeaders } from './security-headers.ts'

/** Urls that are undefined leave their link or button out. */
export type EnrolPage = Readonly<{
  frame: Frame
  purpose: 'sign-up' | 'recovery' | 'invitation' | 'change'
  /** The application that waits. */
  client: PageClient | undefined
  /** The enrolment's id, which each request of the script names. */
  ticket: string
  tenant_uuid: string
  /** Base of the passcode's endpoints. */
  passcode_url: string
  /** Whose passcode it is; at sign-up what the field begins with, if anything. */
  username: string | undefined
  /** Whether there is a passcode that stops working then; without one the words are those of a beginning. */
  replaces: boolean
  /** At sign-up: the address that a mailed link has proved, which is shown and not asked. */
  email: string | undefined
  /** At sign-up: what the field of an address that is asked begins with, if anything. */
  email_hint: string | undefined
  /** In the tenant's order; the first one is shown. */
  methods: readonly [PasscodeMethod, ...PasscodeMethod[]]
  pin_length: number
  pattern_points: number
  grid: 3 | 4
  show_when_typing: boolean
  /** An invitation: until when its link works, in words. */
  until: string | undefined
  /** An invitation: where its receiver, who did not expect it, stops it; a form is posted there. */
  report_url: string | undefined
  csrf_token: string
  /** Where the form goes when it is sent before the script arrived: shows this page again. */
  form_url: string
  /** A form is posted there. */
  cancel_url: string | undefined
  /** At sign-up: for those who have an account. */
  sign_in_url: string | undefined
  /** Where the answer to the cancelling may redirect. */
  redirect_uri: string | undefined
}>

/** The first page of tenants that hide who has an account: a mailed link opens the rest. */
export type SignUpAddressPage = Readonly<{
  frame: Frame
  client: PageClient | undefined
  username: string
  email: string
  /** What was wrong with what was posted. */
  fault: 'name_invalid' | 'email_invalid' | 'email_undeliverable' | undefined
  /** Seconds, when too many links were asked for; the page is then a 429. */
  wait: number | undefined
  form_url: string
  cancel_url: string | undefined
  sign_in_url: string | undefined
  redirect_uri: string | undefined
  csrf_token: string
}>

/** New codes, shown once, now. */
export type RecoveryCodesPage = Readonly<{
  frame: Frame
  username: string
  codes: readonly string[]
  /** Where "Finish" leads. */
  next: string
}>

/** The codes page after a reload. */
export type CodesGonePage = Readonly<{
  frame: Frame
  /** A form is posted there; it answers with a `RecoveryCodesPage`. */
  make_url: string
  csrf_token: string
  /** Without new codes. */
  next: string
}>

export type ReadyPage = Readonly<{
  frame: Frame
  client: PageClient | undefined
  username: string
  method: PasscodeMethod
  /** The address to be confirmed; undefined when there is none, or it is confirmed already. */
  email: string | undefined
  /** False when mail is waiting for a server that is down. */
  mail_is_sent: boolean
  /** Undefined when nothing waits. */
  go_on_url: string | undefined
}>

export type ChangedPage = Readonly<{
  frame: Frame
  method: PasscodeMethod
  /** Whether a notice went to the person's address. */
  is_mailed: boolean
  /** Where it was asked for. */
  account_url: string
}>

export function sendEnrolPage(reply: FastifyReply, page: EnrolPage): FastifyReply {
  return reply.headers(pageHeaders(page.redirect_uri)).view('enrol', page)
}

/** A fault is 400. */
export function sendSignUpAddressPage(reply: FastifyReply, page: SignUpAddressPage): FastifyReply {
  const status = page.fault ? 400 : 200
  return reply
    .code(page.wait === undefined ? status : 429)
    .headers(pageHeaders(page.redirect_uri))
    .view('sign-up-address', page)
}

export function sendRecoveryCodesPage(reply: FastifyReply, page: RecoveryCodesPage): FastifyReply {
  return reply.headers(pageHeaders(undefined)).view('recovery-codes', page)
}

export function sendCodesGonePage(reply: FastifyReply, page: CodesGonePage): FastifyReply {
  return reply.headers(pageHeaders(undefined)).view('recovery-codes-gone', page)
}

export function sendReadyPage(reply: FastifyReply, page: ReadyPage): FastifyReply {
  return reply.headers(pageHeaders(undefined)).view('ready', page)
}

export function sendChangedPage(reply: FastifyReply, page: ChangedPage): FastifyReply {
  return reply.headers(pageHeaders(undefined)).view('changed', page)
}
