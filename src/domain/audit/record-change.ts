/**
 * A change of what a tenant is set to: it is written, every process sees it at its next request, and the trail tells of it; all
 * of that, or nothing.
 *
 * Implements: NIST SP 800-92 §2.1.3.
 */
import type { TenantDeps } from '../../deps.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import type { Tx } from '../../store/database.ts'
import { type AuditDeps, type AuditEvent, recordEvent } from './audit-event.ts'

/**
 * @param write says how many rows it wrote: with none there is nothing to tell
 * @returns what it says
 */
export const recordChange = (
  deps: AuditDeps & Pick<TenantDeps, 'db'>,
  event: AuditEvent,
  write: (tx: Tx) => Promise<number>,
): Promise<number> =>
  deps.db.transaction(async (tx) => {
    const count = await write(tx)
    if (count > 0) {
      await tx.run(bumpConfigVersion, {})
      await recordEvent(deps, tx, event)
    }
    return count
  })
