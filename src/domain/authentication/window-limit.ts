/**
 * So many of something in so many seconds. Counted in the database, so that it holds across processes and restarts; each
 * count is one statement, so of many at the same time no more pass than may.
 *
 * Implements: RFC 6585 §4.
 */
import type { TenantDeps } from '../../deps.ts'
import { countStart, findAttempt, refundStart } from '../../store/attempts.ts'
import type { Tx } from '../../store/database.ts'
import { OAuthError } from '../oauth-error.ts'
import { type TagDeps, tagOf } from './attempt-tags.ts'

export type WindowLimit = Readonly<{
  pool: string
  /** In a window of so many seconds. */
  most: number
  window: number
  count: ReturnType<typeof countStart>
}>

export const windowLimit = (pool: string, most: number, window: number): WindowLimit => ({
  pool,
  most,
  window,
  count: countStart([{ from: 1, wait: 0, keep: window }]),
})

type LimitDeps = TagDeps & Pick<TenantDeps, 'now'>

/**
 * @param whose a name, a network: whatever has the limit to itself
 * @returns undefined when it is allowed, and was counted; else how long to wait, in seconds
 */
export async function chargeWindow(
  deps: LimitDeps,
  tx: Tx,
  limit: WindowLimit,
  whose: string,
): Promise<number | undefined> {
  const { now } = deps
  const { pool, most, window, count } = limit
  const key = keyOf(deps, limit, whose)
  const span = { now: now(), window_from: now() - window, expires_at: now() + window }
  if (await tx.first(count, { ...key, ...span, pool, most })) return undefined
  const rows = await tx.all(findAttempt, key)
  // A clock that was set back makes nobody wait longer than a window.
  return Math.min(window, Math.max(1, ...rows.map((row) => row.window_started_at + window - now())))
}

/** Gives one back that was counted a moment ago, where only what goes wrong counts. */
export async function refundWindow(
  deps: LimitDeps,
  tx: Tx,
  limit: WindowLimit,
  whose: string,
): Promise<void> {
  await tx.run(refundStart, { ...keyOf(deps, limit, whose), started_at: deps.now() })
}

const keyOf = (deps: LimitDeps, { pool }: WindowLimit, whose: string) => ({
  tenant_id: deps.tenant.id,
  id: tagOf(deps, pool, whose),
})

/** The answer to a request that would be one too many. @param wait what charging it returned */
export const tooMany = (
  { most, window }: WindowLimit,
  wait: number,
  { description, reason }: Readonly<{ description: string; reason: string }>,
): OAuthError =>
  new OAuthError('temporarily_unavailable', description, {
    reason,
    expected: `${most} in ${window} seconds`,
    retry_after: wait,
  })
