/**
 * A person's own recovery codes: how many are left, and ten new ones in their place.
 *
 * Implements: NIST SP 800-63B §3.1.2 (look-up secrets).
 */
import type { TenantDeps } from '../../deps.ts'
import { listRecoveryCodes } from '../../store/recovery-codes.ts'
import { type RenewalDeps, renewRecoveryCodesOf } from '../recovery/recovery-codes.ts'
import type { Account } from './account.ts'

export async function countRecoveryCodes(
  { db, tenant }: Pick<TenantDeps, 'db' | 'tenant'>,
  { user }: Account,
): Promise<number> {
  const codes = await db.all(listRecoveryCodes, { tenant_id: tenant.id, user_id: user.id })
  return codes.filter(({ used_at }) => used_at === null).length
}

/** @returns them, shown this once; those from before are void */
export async function makeRecoveryCodes(
  deps: RenewalDeps & Pick<TenantDeps, 'notice'>,
  { user }: Account,
): Promise<readonly string[]> {
  const codes = await renewRecoveryCodesOf(deps, user.id)
  deps.notice({ flow: 'account', step: 'recovery-codes-made' })
  return codes
}
