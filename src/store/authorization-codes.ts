/**
 * Authorization codes. OpenID Connect Core 1.0 §3.1.2.5, RFC 6749 §4.1.2.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { row, statement } from './statement.ts'
import type { AuthorizationCodeRow } from './token-rows.ts'

type Key = { tenant_id: string; id: Buffer }

export const insertCode = statement((q, p: AuthorizationCodeRow) =>
  q
    .insertInto('authorization_code')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'secret_hash',
        'grant_id',
        'redirect_uri',
        'redirect_uri_is_only',
        'code_challenge',
        'expires_at',
        'consumed_at',
      ),
    ),
)

export const findCode = statement((q, p: Key) =>
  q.selectFrom('authorization_code').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** Marks the code consumed; one statement, so of two redemptions at the same time exactly one gets the row. */
export const consumeCode = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('authorization_code')
    .set({ consumed_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('consumed_at', 'is', null)
    .returningAll(),
)
