/**
 * Another address for a person: it counts when both have said yes, the new one (it is the person's) and the old one (it is
 * the person who asks). An old address that nobody ever proved is not asked.
 *
 * Implements: OpenID Connect Core 1.0 §5.1 (email, email_verified).
 */
import type { TenantDeps } from '../../deps.ts'
import type { Tx } from '../../store/database.ts'
import { deleteMailTokens, listMailTokens } from '../../store/mail-tokens.ts'
import * as users from '../../store/users.ts'
import { decideAccount } from '../account/account.ts'
import { recordEvent } from '../audit/audit-event.ts'
import { emailFault } from '../enrolment/new-person.ts'
import { makeLink, type OwnedLink, spendLink } from '../links/link.ts'
import { chargeMail } from '../links/mail-limits.ts'
import { isSameAddress } from '../links/mail-ways.ts'
import { REPORT_TTL } from '../links/report-link.ts'
import { LINK_TTL } from '../mail/letter.ts'
import { queueMail } from '../mail/outbox.ts'
import { localeOf, type User, userOf } from './user.ts'

type ChangeDeps = Pick<
  TenantDeps,
  'config' | 'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'languages' | 'mail' | 'requester'
>

/** The page that asks, below the base. */
export const CHANGE_EMAIL_PAGE = 'change-email'

/** @returns who has proved the passcode a moment ago; undefined: it is to be proved first */
export async function whoMayChangeEmail(
  deps: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  session_cookie: string | undefined,
): Promise<User | undefined> {
  const decision = await decideAccount(deps, session_cookie, true)
  return decision.next === 'show' ? decision.account.user : undefined
}

/** `wait`: seconds, when too many were asked for. */
export type EmailChange = Readonly<
  { next: 'look-in-mail' } | { next: 'ask-again'; is_wrong: boolean; wait: number | undefined }
>

/** Takes back what was asked before. */
export async function askToChangeEmail(
  deps: ChangeDeps,
  user: User,
  { new_email, address }: Readonly<{ new_email: string; address: string }>,
): Promise<EmailChange> {
  const { db, tenant } = deps
  if (emailFault(deps, new_email)) return { next: 'ask-again', is_wrong: true, wait: undefined }
  const addresses = user.email_verified && user.email !== undefined ? [new_email, user.email] : [new_email]
  return db.transaction(async (tx) => {
    const wait = await chargeMail(deps, tx, { name: user.username, address })
    if (wait !== undefined) return { next: 'ask-again', is_wrong: false, wait }
    await tx.run(deleteMailTokens, { tenant_id: tenant.id, user_id: user.id, purpose: 'change-email' })
    for (const to of addresses) await sendLink(deps, tx, user, new_email, to)
    return { next: 'look-in-mail' }
  })
}

async function sendLink(deps: ChangeDeps, tx: Tx, user: User, new_email: string, to: string): Promise<void> {
  const link = await makeLink(deps, tx, {
    purpose: 'change-email',
    user_id: user.id,
    email: new_email,
    browser: null,
    interaction_id: null,
    ttl: LINK_TTL['change-email'],
  })
  const { id: user_id, username } = user
  const locale = localeOf(user)
  await queueMail(deps, tx, { kind: 'change-email', to, username, locale, user_id, link, new_email })
}

/** `half`: the other address has yet to say yes. undefined: the link was spent meanwhile. */
export async function confirmEmailChange(
  deps: ChangeDeps,
  link: OwnedLink,
): Promise<'half' | 'changed' | undefined> {
  const { db, tenant } = deps
  const { user_id, email } = link
  return db.transaction(async (tx) => {
    const key = { tenant_id: tenant.id, id: user_id }
    // Of two that are spent at the same time, the second waits here until it sees the first.
    const before = await tx.first(users.lockUser, key)
    if (!before || !(await spendLink(deps, tx, link, 'change-email'))) return undefined
    const both = await tx.all(listMailTokens, { tenant_id: tenant.id, user_id, purpose: 'change-email' })
    if (both.some(({ used_at }) => used_at === null)) return 'half'
    await tx.run(users.updateUserEmail, { ...key, email, now: deps.now() })
    const action = before.email === email ? 'email-verified' : 'email-changed'
    await recordEvent(deps, tx, { action, user_id })
    await tellOldAddress(deps, tx, userOf(before), email)
    return 'changed'
  })
}

async function tellOldAddress(deps: ChangeDeps, tx: Tx, user: User, new_email: string): Promise<void> {
  const { id: user_id, email: to, username } = user
  if (to === undefined || isSameAddress(to, new_email)) return
  const report_link = await makeLink(deps, tx, {
    purpose: 'report',
    user_id,
    email: to,
    browser: null,
    interaction_id: null,
    ttl: REPORT_TTL,
  })
  const kind = 'email-changed'
  await queueMail(deps, tx, { kind, to, username, locale: localeOf(user), user_id, new_email, report_link })
}
