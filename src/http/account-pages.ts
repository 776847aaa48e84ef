/**
 * The pages of an account: what each template reads, and the functions that send them.
 */
import type { FastifyReply } from 'fastify'
import { type AccountPlace, accountUrl } from './account-place.ts'
import type { Frame, PageClient, PasscodeMethod } from './pages.ts'
import { pageHeaders } from './security-headers.ts'

type Chapter = 'profile' | 'passcode' | 'browsers' | 'applications' | 'data'

/** What every page of an account reads. */
export type AccountPage = Readonly<{
  frame: Frame
  username: string
  /** Where the page belongs. */
  here: Chapter
  /** Address of the account; the pages stand below it. */
  base: string
  /** How the tenant's people sign in, for words that name it. */
  method: PasscodeMethod
  sign_out_url: string
  csrf_token: string
  /** What was done a moment ago. */
  said: string | undefined
}>

/** A field of a form: as it is or was typed, and what is wrong with it. */
export type Field = Readonly<{ value: string; error: string | undefined }>

export type ProfilePage = Readonly<{
  fields: Readonly<{ name: Field; picture: Field; phone_number: Field; locale: Field }>
  /** By their own names; '': as the browser asks. */
  languages: readonly Readonly<{ value: string; name: string }>[]
  username_url: string | undefined
  email: string | undefined
  email_verified: boolean
  email_url: string | undefined
}>

/** `wait`: seconds, when too many names were asked for; a 429. */
export type UsernamePage = Readonly<{ field: Field; wait: number | undefined }>

export type PasscodePage = Readonly<{
  /** undefined: none yet. */
  passcode: Readonly<{ method: PasscodeMethod; date: string; used: string | undefined }> | undefined
  change_url: string
  codes_left: number
}>

export type BrowserRow = Readonly<{
  id: string
  name: string
  is_this: boolean
  is_signed_in: boolean
  details: readonly string[]
}>

export type BrowsersPage = Readonly<{ browsers: readonly BrowserRow[]; is_alone: boolean; is_gone: boolean }>

export type ApplicationRow = Readonly<{
  id: string
  client: PageClient
  host: string | undefined
  /** Where somebody signs in there from here. */
  launch_url: string | undefined
  details: readonly string[]
}>

export type ApplicationsPage = Readonly<{ applications: readonly ApplicationRow[]; is_gone: boolean }>

export type DataPage = Readonly<{
  /** False: an administrator does it. */
  may_delete: boolean
  contact: Readonly<{ url: string }> | undefined
}>

export type DeletePage = Readonly<{ field: Field }>

export type DeletedPage = Readonly<{ frame: Frame; is_mailed: boolean }>

export const sendProfilePage = (reply: FastifyReply, place: AccountPlace, page: ProfilePage, said?: string) =>
  send(reply, place, 'account-profile', 'profile', { ...page, said }, hasError(Object.values(page.fields)))

export const sendUsernamePage = (reply: FastifyReply, place: AccountPlace, page: UsernamePage) =>
  send(
    reply,
    place,
    'account-username',
    'profile',
    page,
    page.wait === undefined ? hasError([page.field]) : 429,
  )

export const sendPasscodePage = (reply: FastifyReply, place: AccountPlace, page: PasscodePage) =>
  send(reply, place, 'account-passcode', 'passcode', page)

export const sendMakeCodesPage = (reply: FastifyReply, place: AccountPlace) =>
  send(reply, place, 'account-codes', 'passcode', {})

export const sendBrowsersPage = (
  reply: FastifyReply,
  place: AccountPlace,
  page: BrowsersPage,
  said?: string,
) => send(reply, place, 'account-browsers', 'browsers', { ...page, said }, page.is_gone ? 404 : 200)

export const sendApplicationsPage = (
  reply: FastifyReply,
  place: AccountPlace,
  page: ApplicationsPage,
  said?: string,
) => send(reply, place, 'account-applications', 'applications', { ...page, said }, page.is_gone ? 404 : 200)

export const sendDataPage = (reply: FastifyReply, place: AccountPlace, page: DataPage) =>
  send(reply, place, 'account-data', 'data', page)

export const sendDownloadPage = (reply: FastifyReply, place: AccountPlace) =>
  send(reply, place, 'account-download', 'data', {})

export const sendDeletePage = (reply: FastifyReply, place: AccountPlace, page: DeletePage) =>
  send(reply, place, 'account-delete', 'data', page, hasError([page.field]))

export const sendDeletedPage = (reply: FastifyReply, page: DeletedPage) =>
  reply.headers(pageHeaders(undefined)).view('account-deleted', page)

const hasError = (fields: readonly Field[]): number =>
  fields.some(({ error }) => error !== undefined) ? 400 : 200

function send(
  reply: FastifyReply,
  place: AccountPlace,
  view: string,
  here: Chapter,
  page: object,
  status = 200,
): FastifyReply {
  const { frame, account, csrf_token, scoped } = place
  const [method] = scoped.tenant.policy.methods as [PasscodeMethod]
  const common: AccountPage = {
    frame,
    username: account.user.username,
    here,
    base: accountUrl(place, 'account'),
    method,
    sign_out_url: accountUrl(place, 'logout'),
    csrf_token,
    said: undefined,
  }
  return reply
    .code(status)
    .headers(pageHeaders(undefined))
    .view(view, { ...common, ...page })
}
