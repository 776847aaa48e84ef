/**
 * Tenants.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { rowsBy } from './rows-by.ts'
import type { TenantRow } from './schema.ts'
import { row, statement } from './statement.ts'

export const insertTenant = statement((q, p: TenantRow) =>
  q
    .insertInto('tenant')
    .values(row(p, 'id', 'uuid', 'name', 'type', 'policy', 'created_at', 'updated_at'))
    .onConflict((conflict) => conflict.doNothing()),
)

export const findTenant = rowsBy('tenant', ['id'])

export const listTenants = rowsBy('tenant', [], ['id'])

export const updateTenant = statement(
  (q, p: { id: string; name: string; policy: string; now: UnixSeconds }) =>
    q.updateTable('tenant').set({ name: p.name, policy: p.policy, updated_at: p.now }).where('id', '=', p.id),
)

/** Takes with it everything that belongs to the tenant. */
export const deleteTenant = statement((q, p: { id: string }) => q.deleteFrom('tenant').where('id', '=', p.id))
