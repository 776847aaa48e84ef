/**
 * The last authorization and token requests, kept in memory: from notices, which hold no code, token, query or cookie.
 *
 * Implements: RFC 6749 §4.1.2.1, §5.2.
 */
import type { Deps } from '../deps.ts'
import type { Notice } from '../domain/notice.ts'

export type LastRequest = Readonly<{
  at: number
  flow: string
  client_id: string | undefined
  outcome: string
  error: string | undefined
  rule: string | undefined
  request_id: string | undefined
}>

export type LastRequests = Readonly<{
  notice: Deps['notice']
  newestFirst: () => readonly LastRequest[]
}>

export const MOST_REQUESTS = 50

const FLOWS: ReadonlySet<string> = new Set(['authorize', 'token'])

const OUTCOMES: Readonly<Record<string, string>> = {
  'code-issued': 'code given',
  authorization_code: 'code redeemed',
  refresh_token: 'tokens refreshed',
}

export function makeLastRequests(now: Deps['now']): LastRequests {
  const requests: LastRequest[] = []
  return {
    notice: (notice) => {
      if (!FLOWS.has(notice.flow)) return
      requests.unshift(requestOf(notice, now()))
      requests.length = Math.min(requests.length, MOST_REQUESTS)
    },
    newestFirst: () => [...requests],
  }
}

/** What was sent is left out: an address may carry whatever the application put into it. */
const requestOf = ({ flow, step, client_id, error, rule, request_id }: Notice, at: number): LastRequest => ({
  at,
  flow,
  client_id,
  outcome: OUTCOMES[step] ?? step,
  error,
  rule,
  request_id,
})
