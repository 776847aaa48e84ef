/**
 * Another username: free, and like nobody else's. The old one is free from then on; `sub` stays.
 *
 * Implements: OpenID Connect Core 1.0 §5.1 (preferred_username), §5.7; RFC 8265 §3.3; Unicode Technical Standard #39 §4.
 */
import type { TenantDeps } from '../../deps.ts'
import { findUsersAlike, updateUsername } from '../../store/users.ts'
import { recordEvent } from '../audit/audit-event.ts'
import { ASKING_LIMITS, chargeAddress } from '../enrolment/enrolment-limits.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { usernameFault } from '../users/username.ts'
import { usernameColumns } from '../users/username-look.ts'
import type { Account } from './account.ts'

type ChangeDeps = Pick<TenantDeps, 'db' | 'tenant' | 'secrets' | 'now' | 'random' | 'notice' | 'requester'>

export type UsernameChange = Readonly<
  | { next: 'changed' }
  | { next: 'refuse'; fault: 'name_invalid' | 'name_taken' }
  /** Seconds. Whoever asks often finds out which names there are. */
  | { next: 'wait'; retry_after: number }
>

/** In tenants of the second step the first one names the person. */
export const mayChangeUsername = ({ type }: Pick<Tenant, 'type'>): boolean => type === 'regular'

/** @param address the client's */
export async function changeUsername(
  deps: ChangeDeps,
  { user }: Account,
  { username: typed, address }: Readonly<{ username: string; address: string }>,
): Promise<UsernameChange> {
  const { db, tenant, now, notice } = deps
  const username = typed.trim()
  if (usernameFault(username) !== undefined) return { next: 'refuse', fault: 'name_invalid' }
  const retry_after = await chargeAddress(deps, ASKING_LIMITS, address)
  if (retry_after !== undefined) return { next: 'wait', retry_after }
  const columns = usernameColumns(username)
  if (await isTaken(deps, user.id, columns)) return { next: 'refuse', fault: 'name_taken' }
  try {
    const renamed = { tenant_id: tenant.id, id: user.id, ...columns, now: now() }
    await db.transaction(async (tx) => {
      if ((await tx.run(updateUsername, renamed)) === 0) return
      await recordEvent(deps, tx, { action: 'username-changed', user_id: user.id })
    })
  } catch (error) {
    // Somebody else has taken it since.
    if (await isTaken(deps, user.id, columns)) return { next: 'refuse', fault: 'name_taken' }
    throw error
  }
  notice({ flow: 'account', step: 'username-changed' })
  return { next: 'changed' }
}

async function isTaken(
  { db, tenant }: ChangeDeps,
  own: Buffer,
  { username_key, username_look }: ReturnType<typeof usernameColumns>,
): Promise<boolean> {
  const alike = await db.all(findUsersAlike, { tenant_id: tenant.id, username_key, username_look })
  return alike.some(({ id }) => !id.equals(own))
}
