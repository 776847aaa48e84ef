/**
 * An administrator's link: the person makes a passcode with it, and nobody else ever sees one. A newer one replaces those
 * before it.
 *
 * Implements: NIST SP 800-63B §6.1.2.3.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import { deleteMailTokens } from '../../store/mail-tokens.ts'
import { type AuditDeps, recordEvent } from '../audit/audit-event.ts'
import { queueMail } from '../mail/outbox.ts'
import { Refusal } from '../refusal.ts'
import { localeOf, type User } from '../users/user.ts'
import { type Link, makeLink, spendLink } from './link.ts'

/** Seconds. */
const INVITATION_TTL = 72 * 3600

export type Invitation = Readonly<{ link: string; expires_at: UnixSeconds }>

type InvitationDeps = Pick<
  TenantDeps,
  'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'languages' | 'mail' | 'notice' | 'requester'
>

/**
 * @param by_mail also sends it to the person's address
 * @throws {Refusal} faulty: nobody could use it
 */
export async function invite(deps: InvitationDeps, user: User, by_mail: boolean): Promise<Invitation> {
  const to = by_mail ? addressOf(deps, user) : undefined
  if (!user.active) throw new Refusal('faulty', `user ${user.username} is inactive and cannot sign in`)
  const until = deps.now() + INVITATION_TTL
  const link = await deps.db.transaction(async (tx) => {
    await tx.run(deleteMailTokens, { tenant_id: deps.tenant.id, user_id: user.id, purpose: 'invite' })
    const url = await makeLink(deps, tx, {
      purpose: 'invite',
      user_id: user.id,
      email: null,
      browser: null,
      interaction_id: null,
      ttl: INVITATION_TTL,
    })
    const { username } = user
    if (to !== undefined) {
      await queueMail(deps, tx, {
        kind: 'invitation',
        to,
        username,
        locale: localeOf(user),
        user_id: user.id,
        link: url,
        until,
      })
    }
    await recordEvent(deps, tx, { action: 'user-invited', user_id: user.id })
    return url
  })
  deps.notice({ flow: 'link', step: 'invited', sent: uuidText(user.id) })
  return { link, expires_at: until }
}

/** Its receiver did not expect it: nobody can use it any more. @returns false when it was spent meanwhile */
export const stopInvitation = (deps: AuditDeps & Pick<TenantDeps, 'db'>, link: Link): Promise<boolean> =>
  deps.db.transaction(async (tx) => {
    if (!(await spendLink(deps, tx, link, 'invite'))) return false
    await recordEvent(deps, tx, { action: 'invitation-stopped', user_id: link.user_id })
    return true
  })

function addressOf({ mail }: InvitationDeps, { username, email }: User): string {
  if (!mail.is_configured) throw new Refusal('faulty', 'mail is not configured: set SMTP_URL and MAIL_FROM')
  if (email === undefined) throw new Refusal('faulty', `user ${username} has no email address`)
  return email
}
