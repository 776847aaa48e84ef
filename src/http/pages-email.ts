/**
 * The page that asks for another address: what its template reads, and the function that sends it.
 */
import type { FastifyReply } from 'fastify'
import type { Frame } from './pages.ts'
import { pageHeaders } from './security-headers.ts'

/** Posts `email` and `csrf_token`. */
export type ChangeEmailPage = Readonly<{
  frame: Frame
  username: string
  /** The one that is in use, and has to say yes too; undefined: none that is proved. */
  present: string | undefined
  /** As it was typed. */
  email: string
  /** "This doesn't look like an email address."; a 400 */
  is_wrong: boolean
  /** Seconds to wait, when too many were asked for; a 429 */
  wait: number | undefined
  form_url: string
  /** The account. */
  back_url: string
  csrf_token: string
}>

export function sendChangeEmailPage(reply: FastifyReply, page: ChangeEmailPage): FastifyReply {
  const status = page.is_wrong ? 400 : 200
  return reply
    .code(page.wait === undefined ? status : 429)
    .headers(pageHeaders(undefined))
    .view('change-email', page)
}
