/**
 * Connections: where the people of a tenant are known. OpenID Connect Core 1.0 §1.2.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { ConnectionRow } from './connection-rows.ts'
import { rowsBy } from './rows-by.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: string }

export const insertConnection = statement((q, p: ConnectionRow) =>
  q
    .insertInto('connection')
    .values(row(p, 'tenant_id', 'id', 'type', 'settings', 'secret_sealed', 'created_at', 'updated_at'))
    .onConflict((conflict) => conflict.doNothing()),
)

/** All of a tenant, in the order of their ids: they are few. */
export const listConnections = rowsBy('connection', ['tenant_id'], ['id'])

export const findConnection = rowsBy('connection', ['tenant_id', 'id'])

export const updateConnection = statement(
  (q, p: Key & { settings: string; secret_sealed: Buffer | null; now: UnixSeconds }) =>
    q
      .updateTable('connection')
      .set({ settings: p.settings, secret_sealed: p.secret_sealed, updated_at: p.now })
      .where('tenant_id', '=', p.tenant_id)
      .where('id', '=', p.id),
)

export const deleteConnection = statement((q, p: Key) =>
  q.deleteFrom('connection').where('tenant_id', '=', p.tenant_id).where('id', '=', p.id),
)
