/**
 * A person deletes the account: what is kept of them goes with it, mails too, but for the last one, which is sealed and goes
 * within the week.
 *
 * Implements: OpenID Connect Core 1.0 §5.7 (a sub is never given to another person); RFC 9700 §4.14.2.
 */
import type { TenantDeps } from '../../deps.ts'
import { deleteInteractionsOfUser } from '../../store/interactions.ts'
import { deleteUser, lockUser } from '../../store/users.ts'
import { recordUserDeletion } from '../audit/audit-event.ts'
import { provedAddress } from '../links/mail-ways.ts'
import { endSessionsOfUser } from '../logout/session-end.ts'
import { queueMail } from '../mail/outbox.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { localeOf, userOf } from '../users/user.ts'
import { usernameKey } from '../users/username.ts'
import type { Account } from './account.ts'

type DeletionDeps = Pick<
  TenantDeps,
  'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'mail' | 'languages' | 'notice' | 'requester'
>

/** Whoever may make an account may delete it, unless the tenant says otherwise. */
export const mayDeleteAccount = ({ policy }: Pick<Tenant, 'policy'>): boolean =>
  policy.account_deletion ?? policy.self_registration

/**
 * @param typed the username, so that nobody does it by mistake
 * @returns false for another name
 */
export async function deleteAccount(deps: DeletionDeps, { user }: Account, typed: string): Promise<boolean> {
  const { db, tenant, notice } = deps
  if (usernameKey(typed) !== usernameKey(user.username)) return false
  const key = { tenant_id: tenant.id, id: user.id }
  await db.transaction(async (tx) => {
    const row = await tx.first(lockUser, key)
    const to = provedAddress(row)
    if (row && to !== undefined) {
      const { username } = row
      const locale = localeOf(userOf(row))
      await queueMail(deps, tx, { kind: 'account-deleted', to, username, locale, user_id: null })
    }
    await endSessionsOfUser(deps, tx, user.id)
    // While the sessions are there that tell whose they are; all else goes with the person.
    await tx.run(deleteInteractionsOfUser, { tenant_id: tenant.id, user_id: user.id })
    if (row) await recordUserDeletion(deps, tx, user.id)
    await tx.run(deleteUser, key)
  })
  notice({ flow: 'account', step: 'deleted' })
  return true
}
