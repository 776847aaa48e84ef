/**
 * Attempts of a whole tenant: what is usual in it, and whether it is in a storm of tries.
 *
 * A usual day is a count that moves slowly: at the end of each window it gives up one part of itself, and takes in what
 * the window had. A window takes in at most twice what is usual, so that no storm soon passes for usual.
 */
import type { RawBuilder } from 'kysely'
import type { UnixSeconds } from '../primitives/clock.ts'
import { sql } from './kysely.ts'
import { statement } from './statement.ts'

/** `window` is in seconds, and a day has so many of them; the other two are starts in one. */
export type StormTerms = Readonly<{
  window: number
  windows_a_day: number
  most: number
  times_usual: number
}>

type Key = { tenant_id: string; id: Buffer }
type Start = Key & { now: UnixSeconds; window_from: UnixSeconds; expires_at: UnixSeconds }

/** A window takes in so many at least, or nothing would ever become usual. */
const TAKEN_IN = 50

const isStorm = ({ most, windows_a_day, times_usual }: StormTerms) =>
  sql<boolean>`(attempt.starts > ${sql.lit(most)}
    and attempt.starts * ${sql.lit(windows_a_day)} > attempt.usual_a_day * ${sql.lit(times_usual)})`

/** Counts a start. @returns whether it is one of a storm */
export const countTenantStart = (terms: StormTerms) =>
  statement((q, p: Start) => {
    const is_over = sql`attempt.window_started_at <= ${p.window_from}`
    // As it would be inserted: every parameter is bound as often as it is named.
    const now = sql<number>`excluded.window_started_at`
    return q
      .insertInto('attempt')
      .values({
        id: p.id,
        tenant_id: p.tenant_id,
        pool: 'tenant',
        starts: 1,
        window_started_at: p.now,
        blocked_until: 0,
        expires_at: p.expires_at,
        usual_a_day: 0,
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({
          starts: sql<number>`case when ${is_over} then 1 else attempt.starts + 1 end`,
          window_started_at: sql<number>`case when ${is_over} then ${now} else attempt.window_started_at end`,
          usual_a_day: sql<number>`case when ${is_over} then ${usualNow(terms, now)} else attempt.usual_a_day end`,
          expires_at: sql<number>`excluded.expires_at`,
        }),
      )
      .returning(sql<number>`case when ${isStorm(terms)} then 1 else 0 end`.as('is_storm'))
  })

/** The window that is over is taken in; each that had nothing, in between, takes the same part of a day away. */
function usualNow({ window, windows_a_day }: StormTerms, now: RawBuilder<number>): RawBuilder<number> {
  const day = sql.lit(windows_a_day)
  const taken_in = sql`case
    when attempt.starts <= ${sql.lit(TAKEN_IN)} or attempt.starts * ${day} <= attempt.usual_a_day * 2
      then attempt.starts
    when attempt.usual_a_day * 2 <= ${sql.lit(TAKEN_IN * windows_a_day)} then ${sql.lit(TAKEN_IN)}
    else attempt.usual_a_day * 2 / ${day} end`
  const idle = sql`((${now} - attempt.window_started_at) / ${sql.lit(window)} - 1)`
  return sql<number>`case when ${idle} >= ${day} then 0
    else (attempt.usual_a_day - attempt.usual_a_day / ${day} + ${taken_in}) * (${day} - ${idle}) / ${day} end`
}

type Storm = Key & { now: UnixSeconds; until: UnixSeconds }

/** Undefined when there is none. */
export const findStorm = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .selectFrom('attempt')
    .select('blocked_until')
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('blocked_until', '>', p.now),
)

/** Writes nothing when there is one already. */
export const beginStorm = statement((q, p: Storm) =>
  q
    .updateTable('attempt')
    .set({ blocked_until: p.until })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('blocked_until', '<=', p.now)
    .returning(['starts', 'usual_a_day']),
)

export const prolongStorm = statement((q, p: Key & { until: UnixSeconds }) =>
  q
    .updateTable('attempt')
    .set({ blocked_until: p.until })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('blocked_until', '<', p.until),
)
