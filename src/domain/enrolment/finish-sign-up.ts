/**
 * Somebody new: account, passcode, recovery codes and session are there at once, or none of them.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.3, §5.1; RFC 9807 §5.2.3.
 */
import type { TenantDeps } from '../../deps.ts'
import { timeOrderedId } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import { finishEnrolment, updateEnrolmentUser } from '../../store/enrolments.ts'
import { replacePasscode } from '../../store/passcodes.ts'
import type { UserRow } from '../../store/schema.ts'
import { findUsersAlike, insertUser } from '../../store/users.ts'
import { recordEvent } from '../audit/audit-event.ts'
import { newPasscodeRow } from '../authentication/enrolment.ts'
import { forReader } from '../languages.ts'
import { newRecoveryCodes, replaceRecoveryCodes } from '../recovery/recovery-codes.ts'
import { sendVerification } from '../users/email-verification.ts'
import { type User, userOf } from '../users/user.ts'
import { usernameColumns } from '../users/username-look.ts'
import { beginEnrolledSession, type MadePasscode } from './begin-session.ts'
import type { Enrolment } from './enrolment.ts'
import { chargeAddress, SIGN_UP_LIMITS } from './enrolment-limits.ts'
import type { NewPerson } from './new-person.ts'
import type { OpenEnrolment } from './open-enrolment.ts'
import type { Enrolled } from './registration-finish.ts'
import type { RegistrationRefusal } from './registration-start.ts'

/** Thrown in the transaction, which then leaves nothing: whoever was second has lost nothing either. */
class NameTaken extends Error {}

/** @returns undefined when the enrolment was finished meanwhile */
export async function finishSignUp(
  deps: TenantDeps,
  open: OpenEnrolment,
  made: MadePasscode,
): Promise<Enrolled | RegistrationRefusal | undefined> {
  const retry_after = await chargeAddress(deps, SIGN_UP_LIMITS, made.address)
  if (retry_after !== undefined) {
    deps.notice({ flow: 'enrolment', step: 'refused', rule: 'too-many-sign-ups' })
    return { next: 'wait', retry_after }
  }
  const id = timeOrderedId(deps.now(), deps.random, 'user-id')
  const passcode = newPasscodeRow(deps, { id }, made.terms, made)
  const recovery_codes = newRecoveryCodes(deps)
  const key = { tenant_id: deps.tenant.id, id: open.enrolment.id }
  try {
    const cookies = await deps.db.transaction(async (tx) => {
      const enrolment = await tx.first(finishEnrolment, { ...key, now: deps.now() })
      if (!enrolment) return undefined
      const user = await insertNewUser(deps, tx, enrolment, id)
      await tx.run(replacePasscode, passcode)
      await replaceRecoveryCodes(deps, tx, id, recovery_codes)
      await tx.run(updateEnrolmentUser, { ...key, user_id: id })
      const client_id = open.client?.client_id
      await recordEvent(deps, tx, { action: 'sign-up', user_id: id, client_id })
      if (!user.email_verified)
        await sendVerification(forReader(deps, open), tx, user, enrolment.interaction_id)
      return beginEnrolledSession(deps, tx, open, made, id)
    })
    return cookies && { recovery_codes, ...cookies }
  } catch (error) {
    if (!(error instanceof NameTaken)) throw error
    deps.notice({ flow: 'enrolment', step: 'refused', rule: 'name-taken' })
    return { next: 'refuse', error: 'name_taken' }
  }
}

/** @throws {NameTaken} */
async function insertNewUser(
  { tenant, now }: TenantDeps,
  tx: Tx,
  { person, email: proved }: Enrolment,
  id: Buffer,
): Promise<User> {
  const { name, username, email }: NewPerson = JSON.parse(String(person))
  const columns = usernameColumns(username)
  const user: UserRow = {
    id,
    tenant_id: tenant.id,
    ...columns,
    email: proved ?? email,
    email_verified: proved === null ? 0 : 1,
    email_connection_id: null,
    claims: JSON.stringify({ name }),
    status: 'active',
    created_at: now(),
    updated_at: now(),
  }
  const { username_key, username_look } = columns
  const alike = await tx.first(findUsersAlike, { tenant_id: tenant.id, username_key, username_look })
  if (alike || (await tx.run(insertUser, user)) === 0) throw new NameTaken()
  return userOf(user)
}
