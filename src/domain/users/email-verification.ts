/**
 * That an address is somebody's: a mailed link proves it, as long as the person still has that very address.
 *
 * Implements: OpenID Connect Core 1.0 §5.1 (email_verified).
 */
import type { TenantDeps } from '../../deps.ts'
import type { Tx } from '../../store/database.ts'
import { listMailTokens } from '../../store/mail-tokens.ts'
import { updateUserEmailVerified } from '../../store/users.ts'
import { type AuditDeps, recordEvent } from '../audit/audit-event.ts'
import { makeLink, type OwnedLink, spendLink } from '../links/link.ts'
import { chargeMail } from '../links/mail-limits.ts'
import { LINK_TTL } from '../mail/letter.ts'
import { queueMail } from '../mail/outbox.ts'
import { localeOf, type User } from './user.ts'

type MailDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'languages' | 'mail'>

/** Where an address stands before a tenant that lets nobody on without a proved one. */
export type AddressStanding =
  | 'enough'
  | 'to-be-proved'
  /** There is none, or no mail can be sent. */
  | 'cannot-be-proved'

export function addressStanding(
  { mail, tenant }: Pick<TenantDeps, 'mail' | 'tenant'>,
  { email, email_verified }: Pick<User, 'email' | 'email_verified'>,
): AddressStanding {
  if (!tenant.policy.require_verified_email || email_verified) return 'enough'
  return email !== undefined && mail.is_configured ? 'to-be-proved' : 'cannot-be-proved'
}

/** Inside the transaction that made the account. Does nothing without an address, or where no mail can be sent. */
export async function sendVerification(
  deps: MailDeps,
  tx: Tx,
  { id, username, email, claims }: Pick<User, 'id' | 'username' | 'email' | 'claims'>,
  interaction_id: Buffer | null,
): Promise<void> {
  if (email === undefined || !deps.mail.is_configured) return
  const kind = 'verify-email'
  const terms = {
    purpose: kind,
    user_id: id,
    email,
    browser: null,
    interaction_id,
    ttl: LINK_TTL[kind],
  } as const
  const link = await makeLink(deps, tx, terms)
  await queueMail(deps, tx, { kind, to: email, username, locale: localeOf({ claims }), user_id: id, link })
}

/** Somebody who has to prove the address now, and to whom no link was sent that still works, is sent one. */
export async function ensureVerification(deps: MailDeps, user: User, interaction_id: Buffer): Promise<void> {
  const { db, tenant, now } = deps
  const sent = { tenant_id: tenant.id, user_id: user.id, purpose: 'verify-email' } as const
  await db.transaction(async (tx) => {
    const links = await tx.all(listMailTokens, sent)
    if (links.some(({ email, expires_at }) => email === user.email && expires_at > now())) return
    await sendVerification(deps, tx, user, interaction_id)
  })
}

/** @returns how many seconds to wait, when too many were asked for; undefined: it is on its way */
export async function sendVerificationAgain(
  deps: MailDeps,
  user: User,
  { address, interaction_id }: Readonly<{ address: string; interaction_id: Buffer | null }>,
): Promise<number | undefined> {
  return deps.db.transaction(async (tx) => {
    const wait = await chargeMail(deps, tx, { name: user.username, address })
    if (wait === undefined) await sendVerification(deps, tx, user, interaction_id)
    return wait
  })
}

/** @returns false when the link was spent meanwhile, or the address is another now */
export async function verifyEmail(
  deps: AuditDeps & Pick<TenantDeps, 'db'>,
  link: OwnedLink,
): Promise<boolean> {
  const { db, tenant, now } = deps
  const { user_id: id, email } = link
  return db.transaction(async (tx) => {
    if (!(await spendLink(deps, tx, link, 'verify-email'))) return false
    const proved = { tenant_id: tenant.id, id, email, now: now() }
    if ((await tx.run(updateUserEmailVerified, proved)) === 0) return false
    await recordEvent(deps, tx, { action: 'email-verified', user_id: id })
    return true
  })
}
