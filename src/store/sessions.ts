/**
 * Sessions: who is signed in with a browser. OpenID Connect Core 1.0 §3.1.2.3.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { SessionRow } from './schema.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: Buffer }

export const insertSession = statement((q, p: SessionRow) =>
  q
    .insertInto('session')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'secret_hash',
        'user_id',
        'auth_time',
        'amr',
        'acr',
        'created_at',
        'last_seen_at',
        'expires_at',
        'ended_at',
      ),
    ),
)

export const findSession = statement((q, p: Key) =>
  q.selectFrom('session').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

export const updateSessionLastSeen = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('session')
    .set({ last_seen_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('last_seen_at', '<', p.now),
)

export const endSession = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('session')
    .set({ ended_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('ended_at', 'is', null),
)
