/**
 * That a tenant was carried elsewhere, or came from elsewhere, stands in its trail.
 *
 * Implements: NIST SP 800-92 §2.1.3.
 */
import type { Deps } from '../../deps.ts'
import type { Tx } from '../../store/database.ts'
import { listTenants } from '../../store/tenants.ts'
import { type AuditEvent, recordEvent } from '../audit/audit-event.ts'
import { tenantOf } from '../tenants/tenant.ts'

type EventDeps = Pick<Deps, 'config' | 'now' | 'random'>

/** @param tenant_ids undefined: all */
export async function recordTransfer(
  { config, now, random }: EventDeps,
  tx: Tx,
  action: AuditEvent['action'],
  tenant_ids: readonly string[] | undefined,
): Promise<void> {
  for (const row of await tx.all(listTenants, {})) {
    const tenant = tenantOf(row, config.public_url, undefined)
    const isMeant = tenant_ids?.includes(tenant.id) ?? true
    if (isMeant) await recordEvent({ tenant, now, random, requester: undefined }, tx, { action })
  }
}

/** Once the file is whole. @param tenant_ids undefined: all */
export const recordExport = (
  deps: EventDeps & Pick<Deps, 'db'>,
  tenant_ids: readonly string[] | undefined,
): Promise<void> => deps.db.transaction((tx) => recordTransfer(deps, tx, 'tenant-exported', tenant_ids))

/** In the database of a backup, before it takes the place of another: what that one had told since is not in it. */
export const recordRestore = (deps: EventDeps & Pick<Deps, 'db'>): Promise<void> =>
  deps.db.transaction((tx) => recordTransfer(deps, tx, 'tenant-restored', undefined))
