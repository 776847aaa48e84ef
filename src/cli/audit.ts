/**
 * vignette audit list
 */
import { ACTIONS } from '../domain/audit/audit-event.ts'
import { type ListedEvent, listAudit } from '../domain/audit/audit-list.ts'
import { isoInstant, type UnixSeconds } from '../primitives/clock.ts'
import { command, UsageError } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { list } from './output.ts'
import { withTenant } from './process-deps.ts'
import { parseChoice, parseWholeNumber } from './setting-options.ts'

const MOST = 100

/** As they fit into a terminal, broken after commas. */
const linesOf = (words: readonly string[]): readonly string[] =>
  (words.join(', ').match(/\S.{0,105}(?:,|$)/g) ?? []).map((line) => `  ${line}`)

const listAll = command({
  summary: 'list what was done in a tenant, by whom and from where, the newest first',
  details: [
    'What is done is kept for a year, or for audit_ttl seconds of the tenant. Tries to sign in that are refused for being too many',
    'are told of once an hour. Of somebody who was deleted it is left that somebody did it, and not who or from where. Times are',
    'UTC. The actions are:',
    ...linesOf(ACTIONS),
  ].join('\n'),
  options: {
    tenant: { type: 'string', value: 'ID', required: true, says: 'the tenant in which it was done' },
    since: { type: 'string', value: 'TIME', says: 'not before it: 2026-11-01, or 2026-11-01T08:00:00Z' },
    action: { type: 'string', value: 'ACTION', says: 'this alone' },
    user: { type: 'string', value: 'NAME', says: 'about this person alone, by the username' },
    client: { type: 'string', value: 'ID', says: 'about this application alone' },
    limit: { type: 'string', value: 'N', says: `the newest N alone (default ${MOST})` },
  },
  answers: true,
  examples: [
    'audit list --tenant acme',
    'audit list --tenant acme --user ada --since 2026-11-01',
    'audit list --tenant acme --action client-updated --limit 10 --json',
  ],
  run: ({ tenant, since, action, user, client, limit }) =>
    withTenant(tenant, async (deps) => {
      const events = await listAudit(deps, {
        since: parseTime(since),
        limit: parseWholeNumber('limit', limit) ?? MOST,
        action: parseChoice('action', ACTIONS, action),
        username: user,
        client_id: client,
      })
      return { value: events, text: list(events.map(cellsOf), 'nothing') }
    }),
})

export const audit: CommandGroup = {
  summary: 'the audit trail: who did what, when and from where',
  commands: { list: listAll },
}

/** @throws {UsageError} */
function parseTime(text: string | undefined): UnixSeconds {
  if (text === undefined) return 0
  const is_time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text)
  const time = is_time ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw new UsageError(`--since is ${text}: it must be a time such as 2026-11-01`)
  return time / 1000
}

const cellsOf = (event: ListedEvent): string[] => [
  isoInstant(event.at),
  event.outcome === 'done' ? event.action : `${event.action} ${event.outcome}`,
  `by ${event.actor}`,
  event.username ?? '-',
  event.client_id ?? '-',
  event.address ?? '-',
  event.request_id ?? '-',
  event.detail === null ? '' : JSON.stringify(event.detail),
]
