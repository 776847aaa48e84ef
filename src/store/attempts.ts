/**
 * Attempts: how often a pool (a name, an address, a known browser) was tried and not made good.
 */
import type { RawBuilder } from 'kysely'
import type { UnixSeconds } from '../primitives/clock.ts'
import { sql } from './kysely.ts'
import { type Params, statement } from './statement.ts'

export interface AttemptRow {
  id: Buffer
  tenant_id: string
  pool: string
  starts: number
  window_started_at: UnixSeconds
  blocked_until: UnixSeconds
  expires_at: UnixSeconds
  usual_a_day: number
}

/** From this many starts on: the next has to wait so many seconds, and the row is kept so many. */
export type Step = Readonly<{ from: number; wait: number; keep: number }>

type Key = { tenant_id: string; id: Buffer }

type Start = Key & {
  pool: string
  now: UnixSeconds
  /** A window that began at this instant or before is over. */
  window_from: UnixSeconds
  /** So many starts in a window. */
  most: number
  /** Of a row that is new. */
  expires_at: UnixSeconds
}

/**
 * Counts a start and tells whether it is allowed, in one statement, so that of many at the same time no more pass than
 * may. No row: refused, and not counted.
 *
 * @param steps by `from`, descending; the last one is from 1
 */
export const countStart = (steps: readonly Step[]) =>
  statement((q, p: Start) =>
    q
      .insertInto('attempt')
      .values({
        id: p.id,
        tenant_id: p.tenant_id,
        pool: p.pool,
        starts: 1,
        window_started_at: p.now,
        blocked_until: 0,
        expires_at: p.expires_at,
        usual_a_day: 0,
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({
            starts: counted(p),
            window_started_at: sql<number>`case when attempt.window_started_at <= ${p.window_from}
              then excluded.window_started_at else attempt.window_started_at end`,
            blocked_until: byStarts(p, steps, ({ wait }) => (wait === 0 ? sql.lit(0) : after(wait))),
            expires_at: byStarts(p, steps, ({ keep }) => after(keep)),
          })
          .whereRef('attempt.blocked_until', '<=', 'excluded.window_started_at')
          .where(({ or, eb }) =>
            or([eb('attempt.window_started_at', '<=', p.window_from), eb('attempt.starts', '<', p.most)]),
          ),
      )
      .returning('starts'),
  )

/** As it would be inserted: every parameter is bound as often as it is named. */
const after = (seconds: number) => sql<number>`excluded.window_started_at + ${sql.lit(seconds)}`

const counted = (p: Params<Start>) =>
  sql<number>`case when attempt.window_started_at <= ${p.window_from} then 1 else attempt.starts + 1 end`

/** The first start of a window is the last of the steps. */
function byStarts(
  p: Params<Start>,
  steps: readonly Step[],
  value: (step: Step) => RawBuilder<unknown>,
): RawBuilder<number> {
  const first = steps
    .slice(-1)
    .map((step) => sql`when attempt.window_started_at <= ${p.window_from} then ${value(step)}`)
  const others = steps.map(
    (step) => sql`when attempt.starts + 1 >= ${sql.lit(step.from)} then ${value(step)}`,
  )
  return sql<number>`case ${sql.join([...first, ...others], sql` `)} end`
}

export const findAttempt = statement((q, p: Key) =>
  q.selectFrom('attempt').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** Gives one start back, if the window it was counted in still runs. */
export const refundStart = statement((q, p: Key & { started_at: UnixSeconds }) =>
  q
    .updateTable('attempt')
    .set({ starts: sql`starts - 1` })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('window_started_at', '<=', p.started_at)
    .where('starts', '>', 0),
)

/** @returns how many starts it had */
export const deleteAttempt = statement((q, p: Key) =>
  q.deleteFrom('attempt').where('id', '=', p.id).where('tenant_id', '=', p.tenant_id).returning('starts'),
)
