/**
 * The pages of connecting a device: what each template reads, and the functions that send them.
 *
 * All of them work without script.
 */
import type { FastifyReply } from 'fastify'
import type { Frame, PageClient } from './pages.ts'
import { pageHeaders } from './security-headers.ts'

/** Sends `user_code` by GET: nothing is changed by it. */
export type DeviceCodePage = Readonly<{
  frame: Frame
  form_url: string
  typed: string
  /** No device waits for it; a 400 */
  is_wrong: boolean
  /** Seconds to wait after too many; a 429 */
  wait: number | undefined
}>

/** Posts `user_code` and `csrf_token`. */
export type DeviceConfirmPage = Readonly<{
  frame: Frame
  client: PageClient
  registered_itself: boolean
  user_code: string
  /** When, and from where. */
  asked: string
  username: string
  gets: string
  allow_url: string
  cancel_url: string
  csrf_token: string
}>

/** Posts `device` and `csrf_token`, to take back what was allowed. */
export type DeviceAnsweredPage = Readonly<{
  frame: Frame
  answer: 'allowed' | 'refused' | 'taken-back'
  take_back: Readonly<{ url: string; device: string; csrf_token: string }> | undefined
}>

/** The tenant lets nobody on without a confirmed address; a 403 */
export type DeviceUnprovedPage = Readonly<{ frame: Frame; account_url: string }>

export function sendDeviceCodePage(reply: FastifyReply, page: DeviceCodePage): FastifyReply {
  const status = page.is_wrong ? 400 : 200
  return reply
    .code(page.wait === undefined ? status : 429)
    .headers(pageHeaders(undefined))
    .view('device', page)
}

export const sendDeviceConfirmPage = (reply: FastifyReply, page: DeviceConfirmPage): FastifyReply =>
  reply.headers(pageHeaders(undefined)).view('device-confirm', page)

export const sendDeviceAnsweredPage = (reply: FastifyReply, page: DeviceAnsweredPage): FastifyReply =>
  reply.headers(pageHeaders(undefined)).view('device-answered', page)

export const sendDeviceUnprovedPage = (reply: FastifyReply, page: DeviceUnprovedPage): FastifyReply =>
  reply.code(403).headers(pageHeaders(undefined)).view('device-unproved', page)
