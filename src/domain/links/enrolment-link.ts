/**
 * Links that give the right to make a passcode: to somebody who lost theirs, to somebody an administrator asked in, to
 * somebody new whose address was to be proved first.
 *
 * Implements: NIST SP 800-63B §6.1.2.3 (replacing a lost authenticator).
 */
import type { TenantDeps } from '../../deps.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import { findUser, findUserByAddress } from '../../store/users.ts'
import { findInteraction } from '../authorization/interaction.ts'
import { startEnrolment } from '../enrolment/enrolment.ts'
import { type Link, spendLink } from './link.ts'
import { provedAddress, sendsRecoveryLinks } from './mail-ways.ts'

const ENROLMENTS = { recover: 'recovery', invite: 'invitation', 'sign-up': 'sign-up' } as const

export type EnrolmentLink = Link & Readonly<{ purpose: keyof typeof ENROLMENTS }>

type EnrolmentLinkDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'mail'>

/**
 * @param browser the browser cookie: the passcode is made there and nowhere else
 * @returns the enrolment's id; undefined when the link was spent meanwhile, or is not good for it any more
 */
export async function enrolByLink(
  deps: EnrolmentLinkDeps,
  link: EnrolmentLink,
  browser: string,
): Promise<string | undefined> {
  const interaction_id = await waitingHere(deps, link, browser)
  return deps.db.transaction(async (tx) => {
    if (!(await spendLink(deps, tx, link, link.purpose)) || !(await isStillGood(deps, tx, link))) {
      return undefined
    }
    const { purpose, user_id, email, username } = link
    return startEnrolment(deps, tx, {
      purpose: ENROLMENTS[purpose],
      browser,
      interaction_id,
      user_id,
      email: purpose === 'invite' ? null : email,
      ...(purpose === 'sign-up' ? { person: { name: '', username, email } } : {}),
    })
  })
}

/** The authorization request that asked for the link, when it waits in this very browser. */
async function waitingHere(
  deps: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  { interaction_id }: Pick<Link, 'interaction_id'>,
  browser: string,
): Promise<Buffer | null> {
  if (!interaction_id) return null
  const { fault } = await findInteraction(deps, uuidText(interaction_id), browser)
  return fault === undefined ? interaction_id : null
}

/** The person may have been made inactive, have another address, or have made the account by another link since. */
async function isStillGood(
  deps: EnrolmentLinkDeps,
  tx: Tx,
  { purpose, user_id, email }: EnrolmentLink,
): Promise<boolean> {
  const tenant_id = deps.tenant.id
  if (purpose === 'sign-up') return !(await tx.first(findUserByAddress, { tenant_id, email }))
  const user = user_id ? await tx.first(findUser, { tenant_id, id: user_id }) : undefined
  if (purpose === 'invite') return user?.status === 'active'
  return sendsRecoveryLinks(deps) && provedAddress(user) === email
}
