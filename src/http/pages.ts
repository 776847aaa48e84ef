/**
 * The pages a person meets: what each template reads, and the functions that send them.
 *
 * A value comes ready made (names, dates, addresses); a template escapes it and decides nothing but what is absent.
 */
import type { FastifyReply } from 'fastify'
import type { ConnectionLink } from './connection-links.ts'
import { ERROR_STATUS, type ErrorKind, errorWords } from './error-words.ts'
import type { Explained } from './explained.ts'
import { followable, webAddress } from './link-address.ts'
import { framingPageHeaders, pageHeaders } from './security-headers.ts'
import type { Words } from './words.ts'

/** What stands around every page. */
export type Frame = Readonly<{
  /** In the language of whoever reads it. */
  words: Words
  /** Each by its own name; empty where the page cannot be had again. */
  other_languages: readonly Readonly<{ lang: string; name: string; url: string }>[]
  /** The address a person should see in the browser, without scheme. */
  host: string
  tenant: Readonly<{
    name: string
    /** The one stylesheet of every page, in the tenant's colour. */
    style_url: string
    logo: Readonly<{ url: string; width: number; height: number }> | undefined
    privacy_url: string | undefined
    terms_url: string | undefined
  }>
  /** The address of a file of `Assets`. */
  asset: (path: string) => string
}>

export type PageClient = Readonly<{ name: string; logo_url: string | undefined }>

/** A way on to an application: shown as a link with its name. */
export type WayOn = Readonly<{ url: string; client_name: string }>

export type PasscodeMethod = 'pin' | 'pattern' | 'none'

/** Urls that are undefined leave their link or button out. */
export type SignInPage = Readonly<{
  frame: Frame
  client: PageClient | undefined
  /** The name of the one that the client asks for members of. */
  organization: string | undefined
  interaction: string
  client_id: string
  tenant_uuid: string
  /** Base of the passcode's endpoints. */
  passcode_url: string
  username: string | undefined
  /** A second step: the name was set by the page the person came from. */
  username_fixed: boolean
  /** In the tenant's order; the first one is shown. */
  methods: readonly [PasscodeMethod, ...PasscodeMethod[]]
  pin_length: number
  grid: 3 | 4
  show_when_typing: boolean
  known_browser: boolean
  csrf_token: string
  /** Where the form goes when it is sent before the script arrived: shows this page again. */
  form_url: string
  cancel_url: string | undefined
  redirect_uri: string | undefined
  policy_uri: string | undefined
  tos_uri: string | undefined
  sign_up_url: string | undefined
  send_link_url: string | undefined
  /** Providers of somebody else. */
  connections: readonly ConnectionLink[]
  recovery_url: string | undefined
  recovery_code_url: string | undefined
}>

export type ConsentRow = Readonly<{
  title: string
  /** The title is a scope's own name, since nobody described it. */
  is_code: boolean
  value: string | undefined
  badge: string | undefined
  detail: string | undefined
}>

export type ConsentPage = Readonly<{
  frame: Frame
  client: PageClient & Readonly<{ host: string | undefined }>
  /** Who is asked. */
  sub: string
  username: string
  /** False when the client was allowed something before and asks for more. */
  is_first: boolean
  groups: readonly Readonly<{ title: string; rows: readonly ConsentRow[] }>[]
  already_allowed: Readonly<{ date: string; rows: readonly ConsentRow[] }> | undefined
  /** Where a client that registered itself sends people back to. */
  self_registered_host: string | undefined
  policy_uri: string | undefined
  tos_uri: string | undefined
  account_url: string | undefined
  not_you_url: string | undefined
  allow_url: string
  cancel_url: string
  redirect_uri: string
  csrf_token: string
}>

export type SignOutPage = Readonly<{
  frame: Frame
  username: string | undefined
  sign_out_url: string
  stay_url: string
  csrf_token: string
  /** The post_logout_redirect_uri, when there is one. */
  redirect_uri: string | undefined
  /** One was sent that will not be followed. */
  has_unused_address: boolean
}>

export type SignedOutPage = Readonly<{
  frame: Frame
  back: WayOn | undefined
  /** Pages of clients that are told of it by being shown (Front-Channel Logout 1.0 §2). */
  frames: readonly string[]
  /** To where `back` leads, as soon as they have been. */
  goes_on: boolean
  sign_in_again_url: string | undefined
}>

export type AlreadySignedInPage = Readonly<{
  frame: Frame
  go_on: WayOn | undefined
  sign_out_url: string
}>

export type ErrorPage = Readonly<{
  frame: Frame
  kind: ErrorKind
  code: string
  request_id: string
  time: string
  /** "Start again at {client}"; without a name "Try again". */
  onward: Readonly<{ url: string; client_name: string | undefined }> | undefined
  /** In dev mode: the rule that refused. */
  explained: Explained | undefined
}>

export function sendSignInPage(reply: FastifyReply, page: SignInPage): FastifyReply {
  return reply.headers(pageHeaders(page.redirect_uri)).view('sign-in', withWebAddresses(page))
}

export function sendConsentPage(reply: FastifyReply, page: ConsentPage): FastifyReply {
  return reply.headers(pageHeaders(page.redirect_uri)).view('consent', withWebAddresses(page))
}

export function sendSignOutPage(reply: FastifyReply, page: SignOutPage): FastifyReply {
  return reply.headers(pageHeaders(page.redirect_uri)).view('sign-out', page)
}

export function sendSignedOutPage(reply: FastifyReply, page: SignedOutPage): FastifyReply {
  const headers = framingPageHeaders(page.frames)
  return reply.headers(headers).view('signed-out', { ...page, back: page.back && checked(page.back) })
}

export function sendAlreadySignedInPage(reply: FastifyReply, page: AlreadySignedInPage): FastifyReply {
  const headers = pageHeaders(undefined)
  return reply
    .headers(headers)
    .view('already-signed-in', { ...page, go_on: page.go_on && checked(page.go_on) })
}

/** Sets the status that belongs to the kind of error. */
export function sendErrorPage(reply: FastifyReply, page: ErrorPage): FastifyReply {
  return reply
    .code(ERROR_STATUS[page.kind])
    .headers(pageHeaders(undefined))
    .view('error', {
      ...page,
      words: errorWords(page.frame.words, page.kind, page.frame.host),
      onward: page.onward && checked(page.onward),
    })
}

/** Links of a client, where they lead to the web. */
const withWebAddresses = <Page extends Pick<ConsentPage, 'policy_uri' | 'tos_uri'>>(page: Page): Page => ({
  ...page,
  policy_uri: page.policy_uri && webAddress(page.policy_uri),
  tos_uri: page.tos_uri && webAddress(page.tos_uri),
})

/** The way itself; undefined, so that no link is shown, when its address must not stand in one. */
function checked<Way extends Readonly<{ url: string }>>(way: Way): Way | undefined {
  return followable(way.url) === undefined ? undefined : way
}
