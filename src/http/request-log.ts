/**
 * One line in the log for each request, with what was noticed on the way; never a query, body, header or cookie.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import type { Notice } from '../domain/notice.ts'
import { settingText } from '../domain/rules/rule.ts'
import { ruleOf } from '../domain/rules/rules.ts'
import { isHandedOn } from './own-host.ts'

const notes = new WeakMap<FastifyRequest, Notice>()

/** What was sent may be as long as a body, and it is told to be recognised, not to be kept. */
const LONGEST_SENT = 300

/** Notices with the request's id; the last one is also what the request's line says besides its path and status. */
export function noticeTo({ notice }: Pick<Deps, 'notice'>, request: FastifyRequest): Deps['notice'] {
  return (noticed) => {
    const [sent, client_id] = [shortened(noticed.sent), shortened(noticed.client_id)]
    const named = { ...noticed, sent, client_id, request_id: request.id, tenant_id: tenantIdOf(request) }
    notes.set(request, named)
    notice(named)
  }
}

export const tenantIdOf = ({ params }: FastifyRequest): string | undefined =>
  (params as { tenant_id?: string } | undefined)?.tenant_id

/** As long as every code, token and secret of ours: one of them may have been sent in the wrong place. */
const SHORTEST_SECRET = 40
const LIKE_A_SECRET = new RegExp(`[\\w-]{${SHORTEST_SECRET},}`, 'g')

function shortened(text: string | undefined): string | undefined {
  if (text === undefined || text.length < SHORTEST_SECRET) return text
  return text.replace(LIKE_A_SECRET, '…').slice(0, LONGEST_SENT)
}

/** The path without its query, for `code` and `state` travel there, and without what makes a mailed link one. */
export function pathOf({ url }: Pick<FastifyRequest, 'url'>): string {
  const end = url.indexOf('?')
  const path = end === -1 ? url : url.slice(0, end)
  return path.replace(/(\/link\/)[^/]*/, '$1…')
}

/** The onResponse hook. */
export async function logRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (isHandedOn(request)) return
  const { flow, step, rule, client_id, sent, expected } = notes.get(request) ?? {}
  const { section, setting } = written(rule)
  // One form of object for all: what is undefined is in no line.
  const line = {
    method: request.method,
    path: pathOf(request),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    flow,
    step,
    rule,
    section,
    setting,
    client_id,
    sent,
    expected,
  }
  request.log.info(line, 'request')
}

/** Where the rule is written, and which setting would change it. */
function written(name: string | undefined) {
  const rule = ruleOf(name)
  return { section: rule?.section, setting: rule?.setting && settingText(rule.setting) }
}
