/**
 * Access tokens, by their `jti`. RFC 9068 §2.2.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { row, statement } from './statement.ts'
import type { AccessTokenRow } from './token-rows.ts'

type Key = { tenant_id: string; id: Buffer }

export const insertAccessToken = statement((q, p: AccessTokenRow) =>
  q
    .insertInto('access_token')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'grant_id',
        'secret_hash',
        'scope',
        'resources',
        'client_id',
        'act',
        'expires_at',
        'revoked_at',
      ),
    ),
)

export const findAccessToken = statement((q, p: Key) =>
  q.selectFrom('access_token').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

export const revokeAccessToken = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('access_token')
    .set({ revoked_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('revoked_at', 'is', null),
)
