/**
 * A person's own passcode, as far as it can be shown: never what it is made of.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { findPasscodeOfName } from '../../store/passcodes.ts'
import { openRecord, type PasscodeMethod } from '../authentication/passcode-record.ts'
import { usernameKey } from '../users/username.ts'
import type { Account } from './account.ts'

export type OwnPasscode = Readonly<{
  method: PasscodeMethod
  created_at: UnixSeconds
  last_used_at: UnixSeconds | null
}>

/** @returns undefined for somebody who has none yet */
export async function findOwnPasscode(
  { db, tenant, secrets }: Pick<TenantDeps, 'db' | 'tenant' | 'secrets'>,
  { user }: Pick<Account, 'user'>,
): Promise<OwnPasscode | undefined> {
  const key = { tenant_id: tenant.id, username_key: usernameKey(user.username) }
  const row = await db.first(findPasscodeOfName, key)
  if (!row) return undefined
  const { created_at, last_used_at } = row
  return { method: openRecord(secrets, row).method, created_at, last_used_at }
}
