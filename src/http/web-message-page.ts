/**
 * The page that hands an authorization response to the page that opened or framed it, if that is of the registered origin.
 *
 * Implements: OAuth 2.0 Web Message Response Mode §4; HTML §9.3 (postMessage with a target origin); RFC 9700 §4.17.
 */
import type { FastifyReply } from 'fastify'
import type { FormPostPage } from './form-post-page.ts'
import { messagePageHeaders } from './security-headers.ts'

export type WebMessagePage = FormPostPage & Readonly<{ origin: string }>

export function sendWebMessagePage(reply: FastifyReply, answer: FormPostPage): FastifyReply {
  const { origin } = new URL(answer.redirect_uri)
  const page: WebMessagePage = { ...answer, origin }
  return reply.headers(messagePageHeaders(origin)).view('web-message', page)
}
