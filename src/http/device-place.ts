/**
 * Where somebody stands who connects a device: before a code that waits, signed in, or on the way there and back.
 *
 * Implements: RFC 8628 §3.3, §3.3.1, §5.4; OpenID Connect Core 1.0 §3.1.2.3, §5.1 (email_verified).
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { type Account, decideAccount } from '../domain/account/account.ts'
import { startOwnInteraction } from '../domain/authorization/interaction.ts'
import { findWaitingDevice, isRecentFor, type WaitingDevice } from '../domain/devices/waiting-device.ts'
import { forReader } from '../domain/languages.ts'
import { type Admission, admissionOf, type Refused } from '../domain/organizations/admission.ts'
import { addressStanding } from '../domain/users/email-verification.ts'
import type { User } from '../domain/users/user.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { type AccountPlace, accountUrl } from './account-place.ts'
import { thingsIn } from './account-rows.ts'
import { readCookie } from './cookies.ts'
import { csrfToken } from './csrf.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import { pageClient } from './interaction-pages.ts'
import { sendNotAdmittedPage } from './not-admitted-page.ts'
import {
  type DeviceCodePage,
  sendDeviceAnsweredPage,
  sendDeviceCodePage,
  sendDeviceConfirmPage,
  sendDeviceUnprovedPage,
} from './pages-device.ts'
import type { Words } from './words.ts'

type Scoped = PageDeps & TenantDeps

export type DevicePlace = Readonly<{
  scoped: Scoped
  account: Account
  device: WaitingDevice
  browser: string
  /** Of one who does not get in, the answer can be no alone. */
  admission: Admission
}>

/**
 * @param typed the code, as the person or a link has it
 * @returns undefined after it has replied: with a page, or on to where somebody signs in first
 */
export async function devicePlace(
  scoped: Scoped,
  request: FastifyRequest,
  reply: FastifyReply,
  { browser, typed }: Readonly<{ browser: string; typed: string }>,
): Promise<DevicePlace | undefined> {
  const decision = await decideAccount(scoped, readCookie(scoped, request, 'session'), false)
  const account = decision.next === 'show' ? decision.account : undefined
  const who = { address: request.ip, browser, session: account?.session }
  const found = await findWaitingDevice(scoped, typed, who)
  if (found.next !== 'ask') {
    const wait = found.next === 'wait' ? found.retry_after : undefined
    await sendCodeForm(reply, forReader(scoped, { user: account?.user }), {
      typed,
      is_wrong: found.next === 'unknown',
      wait,
    })
    return undefined
  }
  const { device } = found
  if (!account || !isRecentFor(device, account.session)) {
    await signInFirst(scoped, reply, device, account?.user, browser)
    return undefined
  }
  const speaking = forReader(scoped, account)
  if (addressStanding(scoped, account.user) === 'enough') {
    const asked = { client: device.client, organization_id: undefined }
    const admission = await admissionOf(scoped, scoped.db, asked, account.user.id)
    return { scoped: speaking, account, device, browser, admission }
  }
  const account_url = `${scoped.tenant.base}/account`
  await sendDeviceUnprovedPage(reply, { frame: tenantFrame(speaking, scoped.assets), account_url })
  return undefined
}

/** And comes back to the same code. */
async function signInFirst(
  scoped: Scoped,
  reply: FastifyReply,
  { user_code }: WaitingDevice,
  present: User | undefined,
  browser: string,
): Promise<void> {
  const speaking = forReader(scoped, { user: present })
  await reply.redirect(await signInUrl(speaking, user_code, present?.username, browser), 303)
}

async function signInUrl(
  scoped: Scoped,
  user_code: string,
  login_hint: string | undefined,
  browser: string,
): Promise<string> {
  const id = await startOwnInteraction(scoped, `device?user_code=${user_code}`, login_hint, browser)
  return `${scoped.tenant.base}/sign-in/${id}`
}

export function sendCodeForm(
  reply: FastifyReply,
  scoped: Scoped,
  typed: Pick<DeviceCodePage, 'typed' | 'is_wrong' | 'wait'>,
): FastifyReply {
  const form_url = `${scoped.tenant.base}/device`
  return sendDeviceCodePage(reply, { frame: tenantFrame(scoped, scoped.assets), form_url, ...typed })
}

/** Whether the person wants it; or that the application is not for this person. */
export async function sendQuestion(reply: FastifyReply, place: DevicePlace): Promise<FastifyReply> {
  const { scoped, account, device, browser, admission } = place
  if (admission !== 'admitted') return sendNotForDevice(reply, place, admission)
  const frame = tenantFrame(scoped, scoped.assets)
  const base = `${scoped.tenant.base}/device`
  const things = device.scope.union(device.beyond_scope)
  return sendDeviceConfirmPage(reply, {
    frame,
    client: pageClient(device.client, frame.words.lang),
    registered_itself: device.client.origin !== null,
    user_code: device.user_code,
    asked: askedText(frame.words, device, scoped.now()),
    username: account.user.username,
    gets: things.size === 0 ? frame.words.w('device.gets-nothing') : thingsIn(frame.words, things),
    allow_url: `${base}/allow`,
    cancel_url: `${base}/cancel`,
    csrf_token: csrfToken(scoped, browser),
  })
}

async function sendNotForDevice(
  reply: FastifyReply,
  { scoped, account, device, browser }: DevicePlace,
  reason: Refused,
): Promise<FastifyReply> {
  const frame = tenantFrame(scoped, scoped.assets)
  scoped.notice({ flow: 'device', step: 'refused', rule: reason, client_id: device.client.client_id })
  return sendNotAdmittedPage(reply, {
    frame,
    reason,
    client: pageClient(device.client, frame.words.lang),
    organization: undefined,
    username: account.user.username,
    contact: scoped.tenant.policy.contact,
    other_account_url: await signInUrl(scoped, device.user_code, undefined, browser),
    cancel_url: `${scoped.tenant.base}/device/cancel`,
    csrf_token: csrfToken(scoped, browser),
    user_code: device.user_code,
    redirect_uri: undefined,
  })
}

/** Where the person sees what became of it, and can take it back. */
export const answeredUrl = ({ scoped, device }: DevicePlace): string =>
  `${scoped.tenant.base}/device/answered?device=${uuidText(device.id)}`

/** @param device its id, as the address of the page has it */
export function sendAnswered(
  reply: FastifyReply,
  place: AccountPlace,
  device: string,
  isTakenBack: boolean,
): FastifyReply {
  const { frame, csrf_token } = place
  const take_back = { url: accountUrl(place, 'device/take-back'), device, csrf_token }
  return isTakenBack
    ? sendDeviceAnsweredPage(reply, { frame, answer: 'taken-back', take_back: undefined })
    : sendDeviceAnsweredPage(reply, { frame, answer: 'allowed', take_back })
}

function askedText({ w }: Words, { address, created_at }: WaitingDevice, now: number): string {
  const count = Math.floor((now - created_at) / 60)
  return count < 1 ? w('device.asked-now', { address }) : w('device.asked-minutes', { count, address })
}
