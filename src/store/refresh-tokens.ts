/**
 * Refresh tokens, rotated at each use. RFC 6749 §6, RFC 9700 §4.14.2.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { row, statement } from './statement.ts'
import type { RefreshTokenRow } from './token-rows.ts'

type Key = { tenant_id: string; id: Buffer }

export const insertRefreshToken = statement((q, p: RefreshTokenRow) =>
  q
    .insertInto('refresh_token')
    .values(
      row(p, 'id', 'tenant_id', 'secret_hash', 'grant_id', 'expires_at', 'consumed_at', 'successor_id'),
    ),
)

export const findRefreshToken = statement((q, p: Key) =>
  q.selectFrom('refresh_token').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** Spends the token and names its successor; of two uses at the same time exactly one gets the row. */
export const consumeRefreshToken = statement((q, p: Key & { now: UnixSeconds; successor_id: Buffer }) =>
  q
    .updateTable('refresh_token')
    .set({ consumed_at: p.now, successor_id: p.successor_id })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('consumed_at', 'is', null)
    .returningAll(),
)
