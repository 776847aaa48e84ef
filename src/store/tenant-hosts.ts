/**
 * Hosts that tenants have of their own.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { rowsBy } from './rows-by.ts'
import { compiledOnce, row, statement } from './statement.ts'

export interface TenantHostRow {
  host: string
  tenant_id: string
  created_at: UnixSeconds
}

export const findTenantHost = rowsBy('tenant_host', ['host'])

export const findHostOfTenant = rowsBy('tenant_host', ['tenant_id'])

export const listTenantHosts = rowsBy('tenant_host', [], ['host'])

/** Whether there is any. */
export const findAnyTenantHost = compiledOnce<object, TenantHostRow>(() => ({
  sql: 'select * from "tenant_host" limit 1',
  reads: true,
  values: () => [],
}))

/** Of a tenant that has none. Nothing where the host is taken. */
export const insertTenantHost = statement((q, p: TenantHostRow) =>
  q
    .insertInto('tenant_host')
    .values(row(p, 'host', 'tenant_id', 'created_at'))
    .onConflict((conflict) => conflict.doNothing()),
)

export const deleteTenantHost = statement((q, p: { tenant_id: string }) =>
  q.deleteFrom('tenant_host').where('tenant_id', '=', p.tenant_id),
)
