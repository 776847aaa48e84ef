/**
 * Logout tokens that are to be delivered, were, or could not be yet. Only those that are still to be tried are due before
 * they end, so that looking for them costs nothing for the others.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { sql } from './kysely.ts'
import { statement } from './statement.ts'

type Key = { id: Buffer }

type Ended = { tenant_id: string; session_id: Buffer; now: UnixSeconds; expires_at: UnixSeconds }

/** One for each client that was told of the session and wants to hear of its end; it is told once. */
export const insertLogoutDeliveries = statement((q, p: Ended) =>
  q
    .insertInto('logout_delivery')
    .columns(['id', 'tenant_id', 'client_id', 'sub', 'attempts', 'due_at', 'created_at', 'expires_at'])
    .expression(
      q
        .selectFrom('session_client')
        .select(['id', 'tenant_id', 'client_id', 'sub'])
        .select([sql.lit(0).as('attempts'), instant(p.now).as('due_at'), instant(p.now).as('created_at')])
        .select(instant(p.expires_at).as('expires_at'))
        .where('session_id', '=', p.session_id)
        .where('tenant_id', '=', p.tenant_id)
        .where('back_channel', '=', 1),
    )
    .onConflict((conflict) => conflict.doNothing()),
)

/** PostgreSQL takes a parameter that stands in no comparison for a text. */
const instant = (parameter: UnixSeconds) => sql<UnixSeconds>`cast(${parameter} as bigint)`

/** What is due, the oldest first. */
export const listDueLogouts = statement((q, p: { now: UnixSeconds; limit: number }) =>
  q
    .selectFrom('logout_delivery')
    .select(['id', 'attempts'])
    .where('due_at', '<=', p.now)
    .where('expires_at', '>', p.now)
    .where('delivered_at', 'is', null)
    .orderBy('due_at')
    .limit(p.limit),
)

/** Those that are still to be tried. */
export const countWaitingLogouts = statement((q, p: { now: UnixSeconds }) =>
  q
    .selectFrom('logout_delivery')
    .select(({ fn }) => fn.countAll<number>().as('waiting'))
    .where('delivered_at', 'is', null)
    .where('expires_at', '>', p.now)
    .whereRef('due_at', '<', 'expires_at'),
)

/** Takes one for one try; of two at the same time exactly one gets the row. */
export const claimLogout = statement((q, p: Key & { attempts: number; tried: number; due_at: UnixSeconds }) =>
  q
    .updateTable('logout_delivery')
    .set({ attempts: p.tried, due_at: p.due_at })
    .where('id', '=', p.id)
    .where('attempts', '=', p.attempts)
    .where('delivered_at', 'is', null)
    .returningAll(),
)

export const updateLogoutDelivered = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('logout_delivery')
    .set(({ ref }) => ({ delivered_at: p.now, last_error: null, due_at: ref('expires_at') }))
    .where('id', '=', p.id),
)

/** After a try that failed, unless another one has begun since. */
export const updateLogoutError = statement(
  (q, p: Key & { tried: number; last_error: string; due_at: UnixSeconds }) =>
    q
      .updateTable('logout_delivery')
      .set({ last_error: p.last_error, due_at: p.due_at })
      .where('id', '=', p.id)
      .where('attempts', '=', p.tried)
      .where('delivered_at', 'is', null),
)

/** For administrators, the newest first. */
export const listLogouts = statement((q, p: { tenant_id: string; limit: number }) =>
  q
    .selectFrom('logout_delivery')
    .selectAll()
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('created_at', 'desc')
    .orderBy('client_id')
    .limit(p.limit),
)
