/**
 * Key sets of clients, as they were last fetched.
 */
import type { ClientKeySetRow } from './client-proof-rows.ts'
import { row, statement } from './statement.ts'

export const findClientKeySet = statement((q, p: { id: Buffer }) =>
  q.selectFrom('client_key_set').selectAll().where('id', '=', p.id),
)

export const upsertClientKeySet = statement((q, p: ClientKeySetRow) =>
  q
    .insertInto('client_key_set')
    .values(row(p, 'id', 'tenant_id', 'keys', 'fetched_at', 'tried_at', 'expires_at'))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet(row(p, 'keys', 'fetched_at', 'tried_at', 'expires_at')),
    ),
)
