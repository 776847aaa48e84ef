/**
 * The page between a provider of somebody else and the application.
 */
import type { FastifyReply } from 'fastify'
import type { Frame } from './pages.ts'
import { pageHeaders } from './security-headers.ts'

export type GoingOnPage = Readonly<{
  frame: Frame
  /** Where it leads, by itself. */
  url: string
}>

/**
 * A page, and no redirect: a form of the provider may have led here, and its policy names where that form's answer may
 * redirect to (CSP3 §6.4.1), which is this server and not the application.
 */
export const sendGoingOnPage = (reply: FastifyReply, page: GoingOnPage): FastifyReply =>
  reply.headers({ ...pageHeaders(undefined), refresh: `0; url=${page.url}` }).view('going-on', page)
