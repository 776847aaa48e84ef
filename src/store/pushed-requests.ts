/**
 * Authorization requests that clients handed in beforehand. RFC 9126 §2.2.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { row, statement } from './statement.ts'

/** db/migrations/0014-pushed-requests.sql says what each column means. */
export interface PushedRequestRow {
  id: Buffer
  tenant_id: string
  secret_hash: Buffer
  client_id: string
  parameters: string
  expires_at: UnixSeconds
  used_at: UnixSeconds | null
}

type Key = { tenant_id: string; id: Buffer }

export const insertPushedRequest = statement((q, p: PushedRequestRow) =>
  q
    .insertInto('pushed_request')
    .values(row(p, 'id', 'tenant_id', 'secret_hash', 'client_id', 'parameters', 'expires_at', 'used_at')),
)

export const findPushedRequest = statement((q, p: Key) =>
  q.selectFrom('pushed_request').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** Marks it answered; one statement, so of two answers at the same time exactly one gets the row. */
export const usePushedRequest = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('pushed_request')
    .set({ used_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('used_at', 'is', null)
    .returning('id'),
)
