/**
 * The last authorization and token requests, kept in memory: from notices, which hold no code, token, query or cookie.
 *
 * Implements: RFC 6749 §4.1.2.1, §5.2.
 */
import type { Deps } from '../deps.ts'
import type { Notice } from '../domain/notice.ts'
import type { Explained } from '../http/explained.ts'
import { explain } from './explain.ts'

export type LastRequest = Readonly<{
  at: number
  flow: string
  client_id: string | undefined
  outcome: string
  error: string | undefined
  rule: string | undefined
  request_id: string | undefined
  /** The rule that refused it. */
  explained: Explained | undefined
}>

export type LastRequests = Readonly<{
  notice: Deps['notice']
  newestFirst: () => readonly LastRequest[]
}>

export const MOST_REQUESTS = 50

const FLOWS: ReadonlySet<string> = new Set(['authorize', 'par', 'token'])

const OUTCOMES: Readonly<Record<string, string>> = {
  pushed: 'request pushed',
  'code-issued': 'code given',
  'tokens-issued': 'tokens given at once',
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

function requestOf(notice: Notice, at: number): LastRequest {
  const { flow, step, tenant_id, client_id, error, rule, request_id, sent, expected } = notice
  return {
    at,
    flow,
    client_id,
    outcome: OUTCOMES[step] ?? step,
    error,
    rule,
    request_id,
    explained: explain({ rule, tenant_id, client_id, sent, expected }),
  }
}
