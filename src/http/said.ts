/**
 * What was done a moment ago, said on the page that a form leads to: it travels in that page's address, as one of a few words.
 *
 * Implements: RFC 9110 §15.4.4 (See Other).
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AccountPlace } from './account-place.ts'

const SAID = {
  saved: 'account.saved',
  renamed: 'account.username-changed',
  ended: 'account.ended',
  'ended-others': 'account.ended-others',
  withdrawn: 'account.withdrawn',
} as const

/** @param page its address */
export const thenSay = (reply: FastifyReply, page: string, done: keyof typeof SAID): FastifyReply =>
  reply.redirect(`${page}?done=${done}`, 303)

/** @returns undefined when nothing was done, and for whatever else stands in the address */
export function saidOf({ frame, account }: AccountPlace, request: FastifyRequest): string | undefined {
  const { done } = request.query as { done?: string }
  const key = Object.entries(SAID).find(([word]) => word === done)?.[1]
  return key && frame.words.w(key, { username: account.user.username })
}
