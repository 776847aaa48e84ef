/**
 * Claims that are kept under an id of their tenant, as profiles and sets both are: the statements of such a table.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { ClaimTables, NamedClaimsRow } from './claim-rows.ts'
import { rowsBy } from './rows-by.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: string }

export type NamedClaimsTable = ReturnType<typeof namedClaims>

export const namedClaims = (table: keyof ClaimTables) => ({
  /** Writes nothing when the id is taken. */
  insert: statement((q, p: NamedClaimsRow) =>
    q
      .insertInto(table)
      .values(row(p, 'tenant_id', 'id', 'claims', 'created_at', 'updated_at'))
      .onConflict((conflict) => conflict.doNothing()),
  ),
  find: rowsBy(table, ['tenant_id', 'id']),
  list: rowsBy(table, ['tenant_id'], ['id']),
  update: statement((q, p: Key & { claims: string; now: UnixSeconds }) =>
    q
      .updateTable(table)
      .set({ claims: p.claims, updated_at: p.now })
      .where('tenant_id', '=', p.tenant_id)
      .where('id', '=', p.id),
  ),
  delete: statement((q, p: Key) =>
    q.deleteFrom(table).where('tenant_id', '=', p.tenant_id).where('id', '=', p.id),
  ),
})
