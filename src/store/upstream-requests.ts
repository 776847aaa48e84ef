/**
 * Browsers that were sent to a connection and have not come back. RFC 9700 §4.7.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { UpstreamRequestRow } from './connection-rows.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: Buffer }

export const insertUpstreamRequest = statement((q, p: UpstreamRequestRow) =>
  q.insertInto('upstream_request').values({
    ...row(p, 'id', 'tenant_id', 'connection_id', 'interaction_id', 'browser_hash', 'state_hash'),
    ...row(p, 'max_age', 'created_at', 'expires_at', 'used_at'),
  }),
)

export const findUpstreamRequest = statement((q, p: Key) =>
  q.selectFrom('upstream_request').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** Of several that come back with it at the same time exactly one gets the row. */
export const useUpstreamRequest = statement((q, p: Key & { browser_hash: Buffer; now: UnixSeconds }) =>
  q
    .updateTable('upstream_request')
    .set({ used_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('browser_hash', '=', p.browser_hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', p.now)
    .returningAll(),
)
