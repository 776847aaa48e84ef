/**
 * The page that carries an authorization response to the client by POST.
 *
 * Implements: OAuth 2.0 Form Post Response Mode §2, §4.
 */
import type { FastifyReply } from 'fastify'
import type { Frame } from './pages.ts'
import { pageHeaders } from './security-headers.ts'

export type FormPostPage = Readonly<{
  frame: Frame
  redirect_uri: string
  fields: Readonly<Record<string, string>>
}>

/** The client sees our origin in Origin, as it would of any form; the address with its interaction stays here. */
export function sendFormPostPage(reply: FastifyReply, page: FormPostPage): FastifyReply {
  return reply
    .headers({ ...pageHeaders(page.redirect_uri), 'referrer-policy': 'strict-origin' })
    .view('form-post', page)
}
