/**
 * Devices that wait for a person's answer. RFC 8628 §3.2.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { Flag } from './flag.ts'
import { sql } from './kysely.ts'
import { row, statement } from './statement.ts'

/** db/migrations/0015-device-codes.sql says what each column means. */
export interface DeviceCodeRow {
  id: Buffer
  tenant_id: string
  secret_hash: Buffer
  user_code_hash: Buffer
  client_id: string
  scope: string
  resources: string
  address: string
  created_at: UnixSeconds
  expires_at: UnixSeconds
  poll_interval: number
  polled_at: UnixSeconds | null
  polled_early: Flag
  answered_at: UnixSeconds | null
  grant_id: Buffer | null
  consumed_at: UnixSeconds | null
}

type Key = { tenant_id: string; id: Buffer }

/** What a device proves itself with. */
type Proof = Key & { secret_hash: Buffer; client_id: string; now: UnixSeconds }

/** No row: the user code is another device's. */
export const insertDeviceCode = statement((q, p: DeviceCodeRow) =>
  q
    .insertInto('device_code')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'secret_hash',
        'user_code_hash',
        'client_id',
        'scope',
        'resources',
        'address',
        'created_at',
        'expires_at',
        'poll_interval',
        'polled_at',
        'polled_early',
        'answered_at',
        'grant_id',
        'consumed_at',
      ),
    )
    .onConflict((conflict) => conflict.column('user_code_hash').doNothing())
    .returning('id'),
)

export const findDeviceCode = statement((q, p: Key) =>
  q.selectFrom('device_code').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** One that still waits for a person. */
export const findWaitingDeviceCode = statement(
  (q, p: { tenant_id: string; user_code_hash: Buffer; now: UnixSeconds }) =>
    q
      .selectFrom('device_code')
      .selectAll()
      .where('user_code_hash', '=', p.user_code_hash)
      .where('tenant_id', '=', p.tenant_id)
      .where('answered_at', 'is', null)
      .where('expires_at', '>', p.now),
)

/** Answers it, once: of two answers at the same time exactly one gets the row. @param p.grant_id null: refused */
export const answerDeviceCode = statement((q, p: Key & { grant_id: Buffer | null; now: UnixSeconds }) =>
  q
    .updateTable('device_code')
    .set({ answered_at: p.now, grant_id: p.grant_id })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('answered_at', 'is', null)
    .where('expires_at', '>', p.now)
    .returning('id'),
)

/** Spends what was allowed; one statement, so of many polls at the same time exactly one gets the row. */
export const consumeDeviceCode = statement((q, p: Proof) =>
  q
    .updateTable('device_code')
    .set({ consumed_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('secret_hash', '=', p.secret_hash)
    .where('client_id', '=', p.client_id)
    .where('grant_id', 'is not', null)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', p.now)
    .returning('grant_id'),
)

/** So many seconds longer from then on, each time (§3.5). */
const SLOWER = 5

/** Counts a poll, and tells whether it came too soon after the one before: then the next ones must be further apart. */
export const pollDeviceCode = statement((q, p: Proof) => {
  const is_early = sql<boolean>`polled_at + poll_interval > ${p.now}`
  return q
    .updateTable('device_code')
    .set({
      polled_at: p.now,
      polled_early: sql<Flag>`case when ${is_early} then 1 else 0 end`,
      poll_interval: sql<number>`case when ${is_early} then poll_interval + ${sql.lit(SLOWER)} else poll_interval end`,
    })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('secret_hash', '=', p.secret_hash)
    .where('client_id', '=', p.client_id)
    .returningAll()
})
