/**
 * What may be seen and done after a passcode was made, in the browser that made it, by the person who did.
 */
import type { TenantDeps } from '../../deps.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import { findPasscodeOfName } from '../../store/passcodes.ts'
import { openRecord, type PasscodeMethod } from '../authentication/passcode-record.ts'
import { findSession, type Session } from '../authentication/session.ts'
import { findInteraction, type Interaction } from '../authorization/interaction.ts'
import { listMails } from '../mail/mail-list.ts'
import { renewRecoveryCodesOf } from '../recovery/recovery-codes.ts'
import { usualMethod } from '../tenants/tenant-policy.ts'
import { findUser, type User } from '../users/user.ts'
import { usernameKey } from '../users/username.ts'
import { type Enrolment, findEnrolment } from './enrolment.ts'
import type { EnrolmentPlace } from './open-enrolment.ts'

/** New codes are shown so many seconds after the sign-in at most. */
const FRESH = 900

/** Where a tenant's newest mails stand tells whether its mail gets out. */
const NEWEST_MAILS = 20

export type FinishedEnrolment = Readonly<{
  enrolment: Enrolment
  user: User
  session: Session
  /** undefined: none waits. */
  interaction: Interaction | undefined
}>

/** @returns undefined when it is not finished, or not by the person who is signed in and may be */
export async function findFinishedEnrolment(
  deps: TenantDeps,
  place: EnrolmentPlace,
): Promise<FinishedEnrolment | undefined> {
  const { fault, enrolment } = await findEnrolment(deps, place.ticket, place.browser)
  const session = fault === 'finished' ? await findSession(deps, place.session) : undefined
  if (!session || !enrolment?.user_id?.equals(session.user_id)) return undefined
  const user = await findUser(deps, session.user_id)
  const { interaction_id } = enrolment
  const waiting = interaction_id && (await findInteraction(deps, uuidText(interaction_id), place.browser))
  const interaction = waiting?.fault === undefined ? waiting?.interaction : undefined
  return user?.active ? { enrolment, user, session, interaction } : undefined
}

/** A change leaves the codes as they were; and a browser that was left alone shows no new ones. */
export const mayRenewCodes = (
  { now }: Pick<TenantDeps, 'now'>,
  { enrolment, session }: FinishedEnrolment,
): boolean => enrolment.purpose !== 'change' && session.auth_time + FRESH >= now()

/** Those that were shown before are void. */
export const renewRecoveryCodes = (
  deps: TenantDeps,
  { user }: FinishedEnrolment,
): Promise<readonly string[]> => renewRecoveryCodesOf(deps, user.id)

/** How the person signs in; without a passcode, how people here do. */
export async function methodOf({ db, tenant, secrets }: TenantDeps, user: User): Promise<PasscodeMethod> {
  const key = { tenant_id: tenant.id, username_key: usernameKey(user.username) }
  const row = await db.first(findPasscodeOfName, key)
  return row ? openRecord(secrets, row).method : usualMethod(tenant.policy)
}

/** Whether mail gets out: false when the newest one that was tried waits for a server that did not take it. */
export async function isMailFlowing(deps: TenantDeps): Promise<boolean> {
  const mails = await listMails(deps, NEWEST_MAILS)
  const tried = mails.find(({ attempts }) => attempts > 0)
  return tried === undefined || tried.state === 'sent'
}
