/**
 * An administrator ends what tries at a person's passcode have brought about.
 *
 * Implements: NIST SP 800-63B §5.2.2.
 */
import type { TenantDeps } from '../../deps.ts'
import { deleteAttempt } from '../../store/attempts.ts'
import { listKnownBrowsers } from '../../store/known-browsers.ts'
import { findUserByName } from '../../store/users.ts'
import { type AuditDeps, recordEvent } from '../audit/audit-event.ts'
import { usernameKey } from '../users/username.ts'
import { accountCharge, browserCharges } from './attempt-charges.ts'
import { type TagDeps, tagOf } from './attempt-tags.ts'

/** @param username as it was typed; nobody need have it @returns whether anything was counted of it */
export async function unlock(
  deps: TagDeps & AuditDeps & Pick<TenantDeps, 'db'>,
  username: string,
): Promise<boolean> {
  const tenant_id = deps.tenant.id
  const username_key = usernameKey(username)
  return deps.db.transaction(async (tx) => {
    const user = await tx.first(findUserByName, { tenant_id, username_key })
    const browsers = user ? await tx.all(listKnownBrowsers, { tenant_id, user_id: user.id }) : []
    const charges = [
      accountCharge(deps, tagOf(deps, 'name', username_key)),
      ...browsers.flatMap((browser) => browserCharges(deps, browser.id)),
    ]
    let cleared = 0
    for (const { id } of charges) cleared += await tx.run(deleteAttempt, { tenant_id, id })
    if (user && cleared > 0) await recordEvent(deps, tx, { action: 'user-unlocked', user_id: user.id })
    return cleared > 0
  })
}
