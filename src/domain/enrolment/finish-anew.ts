/**
 * Somebody who is here already: the new passcode takes the place of the old one, and whoever got in with that is put out.
 *
 * Implements: RFC 9807 §5.2.3; NIST SP 800-63B §6.1.2.3; RFC 9700 §4.14.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Tx } from '../../store/database.ts'
import { finishEnrolment } from '../../store/enrolments.ts'
import { findPasscodeOfName, replacePasscode } from '../../store/passcodes.ts'
import { consumeRecoveryCode } from '../../store/recovery-codes.ts'
import type { UserRow } from '../../store/schema.ts'
import { findUser } from '../../store/users.ts'
import { type Action, recordEvent } from '../audit/audit-event.ts'
import { newPasscodeRow } from '../authentication/enrolment.ts'
import { openRecord, type PasscodeMethod } from '../authentication/passcode-record.ts'
import { makeLink } from '../links/link.ts'
import { provedAddress } from '../links/mail-ways.ts'
import { REPORT_TTL } from '../links/report-link.ts'
import type { ChangedWith, LetterOf } from '../mail/letter.ts'
import { queueMail } from '../mail/outbox.ts'
import { newRecoveryCodes, replaceRecoveryCodes } from '../recovery/recovery-codes.ts'
import { signOutEverywhere } from '../recovery/sign-out-everywhere.ts'
import { localeOf, type User, userOf } from '../users/user.ts'
import { usernameKey } from '../users/username.ts'
import { beginEnrolledSession, type MadePasscode } from './begin-session.ts'
import type { Enrolment } from './enrolment.ts'
import type { OpenEnrolment } from './open-enrolment.ts'
import type { Enrolled } from './registration-finish.ts'

/** @returns undefined when the enrolment was finished, its code used, or its person made inactive meanwhile */
export async function finishAnew(
  deps: TenantDeps,
  open: OpenEnrolment,
  user: User,
  made: MadePasscode,
): Promise<Enrolled | undefined> {
  const { enrolment } = open
  const tenant_id = deps.tenant.id
  const passcode = newPasscodeRow(deps, user, made.terms, made)
  const former = await deps.db.first(findPasscodeOfName, {
    tenant_id,
    username_key: usernameKey(user.username),
  })
  const isChange = enrolment.purpose === 'change'
  const signsOut = !isChange || made.sign_out_others
  // One who changes it keeps the codes: they were not what was lost.
  const recovery_codes = isChange ? [] : newRecoveryCodes(deps)
  const known = signsOut ? made.known.filter(({ user_id }) => !user_id.equals(user.id)) : made.known
  const cookies = await deps.db.transaction(async (tx) => {
    const owner = await spend(deps, tx, enrolment, user.id)
    if (!owner) return undefined
    await tx.run(replacePasscode, passcode)
    if (signsOut) await signOutEverywhere(deps, tx, user.id, isChange ? open.session : undefined)
    if (!isChange) await replaceRecoveryCodes(deps, tx, user.id, recovery_codes)
    await recordPasscode(deps, tx, open, user.id)
    if (former) {
      const how = changedWith(enrolment, openRecord(deps.secrets, former).method)
      await tellOwner(deps, tx, owner, { method: made.method, how, signed_out: signsOut })
    }
    return beginEnrolledSession(deps, tx, open, { ...made, known }, user.id)
  })
  return cookies && { recovery_codes, ...cookies }
}

const ACTION: Readonly<Record<string, Action>> = {
  change: 'passcode-changed',
  invitation: 'passcode-enrolled',
}

function recordPasscode(
  deps: TenantDeps,
  tx: Tx,
  { enrolment: { purpose, recovery_code_hash }, client }: OpenEnrolment,
  user_id: Buffer,
): Promise<void> {
  const common = { user_id, client_id: client?.client_id } as const
  const action = ACTION[purpose]
  if (action) return recordEvent(deps, tx, { ...common, action })
  const detail = { with: recovery_code_hash ? 'recovery-code' : 'mailed-link' }
  return recordEvent(deps, tx, { ...common, action: 'passcode-recovered', detail })
}

/** The enrolment, and the recovery code that opened it, once. @returns whose they were; undefined when either was gone */
async function spend(
  { tenant, now }: TenantDeps,
  tx: Tx,
  { id, recovery_code_hash: code_hash }: Enrolment,
  user_id: Buffer,
): Promise<UserRow | undefined> {
  const tenant_id = tenant.id
  const user = await tx.first(findUser, { tenant_id, id: user_id })
  if (user?.status !== 'active') return undefined
  if (!(await tx.first(finishEnrolment, { tenant_id, id, now: now() }))) return undefined
  if (code_hash === null) return user
  const isSpent = await tx.first(consumeRecoveryCode, { tenant_id, user_id, code_hash, now: now() })
  return isSpent && user
}

/** The notice, with a way to say "it wasn't me", to the address that is proved to be theirs. */
async function tellOwner(
  deps: TenantDeps,
  tx: Tx,
  owner: UserRow,
  told: Pick<LetterOf<'passcode-changed'>, 'method' | 'how' | 'signed_out'>,
): Promise<void> {
  const to = provedAddress(owner)
  if (to === undefined || !deps.mail.is_configured) return
  const terms = {
    purpose: 'report',
    user_id: owner.id,
    email: to,
    browser: null,
    interaction_id: null,
  } as const
  const report_link = await makeLink(deps, tx, { ...terms, ttl: REPORT_TTL })
  const common = { to, username: owner.username, locale: localeOf(userOf(owner)), user_id: owner.id }
  await queueMail(deps, tx, {
    kind: 'passcode-changed',
    ...common,
    ...told,
    report_link,
  })
}

/** @param former of the passcode that was replaced */
function changedWith({ purpose, recovery_code_hash }: Enrolment, former: PasscodeMethod): ChangedWith {
  if (purpose === 'change') return former === 'none' ? 'old-picture' : 'old-passcode'
  if (purpose === 'invitation') return 'administrators-link'
  return recovery_code_hash ? 'recovery-code' : 'mailed-link'
}
