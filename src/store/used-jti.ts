/**
 * Tokens that are taken once, by their identifiers.
 */
import type { UsedJtiRow } from './client-proof-rows.ts'
import { row, statement } from './statement.ts'

/** The row comes back from the first use alone: of many at the same time exactly one has it. */
export const insertUsedJti = statement((q, p: UsedJtiRow) =>
  q
    .insertInto('used_jti')
    .values(row(p, 'id', 'tenant_id', 'expires_at'))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id'),
)
