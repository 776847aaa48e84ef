/**
 * Asking to sign up where accounts are hidden: a letter goes to the address, with a link that goes on, or, where its owner
 * has an account, with the way to it. Whoever has the mailbox learns which; for everybody else answer and work are the same.
 *
 * Implements: RFC 9807 §10.9 (nobody learns who is registered).
 */
import type { TenantDeps } from '../../deps.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import { insertMail } from '../../store/mail-outbox.ts'
import { insertMailToken } from '../../store/mail-tokens.ts'
import type { UserRow } from '../../store/schema.ts'
import { findUserByAddress } from '../../store/users.ts'
import { addressFault, type NewPerson, statedPerson } from '../enrolment/new-person.ts'
import { type Letter, LINK_TTL } from '../mail/letter.ts'
import { draftMail } from '../mail/outbox.ts'
import { localeOf, userOf } from '../users/user.ts'
import { draftLink } from './link.ts'
import { chargeMail } from './mail-limits.ts'

export type SignUpRequest = Pick<NewPerson, 'username' | 'email'> &
  Readonly<{
    interaction_id: Buffer
    /** The client's. */
    address: string
  }>

export type SignUpAsked = Readonly<
  | { next: 'sent' }
  | { next: 'refuse'; fault: Exclude<ReturnType<typeof addressFault>, undefined> }
  /** `wait` is in seconds. */
  | { next: 'wait'; wait: number }
>

type AskDeps = Pick<
  TenantDeps,
  'config' | 'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'languages' | 'mail' | 'notice'
>

export async function askToSignUp(deps: AskDeps, request: SignUpRequest): Promise<SignUpAsked> {
  const { db, tenant, now } = deps
  const { interaction_id, address } = request
  const { username, email } = statedPerson({ name: '', ...request })
  const fault = addressFault(deps, { username, email })
  if (fault !== undefined) return { next: 'refuse', fault }
  const owner = await db.first(findUserByAddress, { tenant_id: tenant.id, email })
  const { row, url } = draftLink(deps, {
    purpose: 'sign-up',
    user_id: null,
    email,
    browser: null,
    interaction_id,
    username,
    ttl: LINK_TTL['sign-up'],
  })
  const sign_in = `${tenant.base}/sign-in/${uuidText(interaction_id)}`
  const mail = draftMail(deps, letterOf(owner, email, { sign_up: url, sign_in }))
  const wait = await db.transaction(async (tx) => {
    const refused = await chargeMail(deps, tx, { name: email, address })
    if (refused !== undefined) return refused
    // Nobody is given the link of an address that has an account: it is kept as one that was spent.
    await tx.run(insertMailToken, { ...row, used_at: owner ? now() : null })
    await tx.run(insertMail, mail)
    return undefined
  })
  // The log is not told either who has an account.
  deps.notice({ flow: 'link', step: wait === undefined ? 'asked' : 'too-many-asked', rule: 'sign-up' })
  return wait === undefined ? { next: 'sent' } : { next: 'wait', wait }
}

function letterOf(
  owner: UserRow | undefined,
  to: string,
  { sign_up, sign_in }: Readonly<{ sign_up: string; sign_in: string }>,
): Letter {
  if (!owner) return { kind: 'sign-up', to, user_id: null, link: sign_up }
  const { id: user_id, username } = owner
  return { kind: 'sign-up-existing', to, user_id, username, locale: localeOf(userOf(owner)), link: sign_in }
}
