/**
 * A recovery code is shown: it opens the enrolment of a new passcode, and is used up when that is finished. Names that
 * nobody has take the same steps and get the same answer.
 *
 * Implements: NIST SP 800-63B §3.1.2, §5.2.2.
 */
import type { TenantDeps } from '../../deps.ts'
import { findUnusedRecoveryCode } from '../../store/recovery-codes.ts'
import type { Interaction } from '../authorization/interaction.ts'
import { startEnrolment } from '../enrolment/enrolment.ts'
import { chargeAddress, RECOVERY_LIMITS } from '../enrolment/enrolment-limits.ts'
import { isExpectedPerson } from '../enrolment/expected-person.ts'
import { findUserByName } from '../users/user.ts'
import { recoveryCodeHash } from './recovery-codes.ts'

export type RecoveryAttempt = Readonly<{
  username: string
  /** As it was typed. */
  code: string
  /** The browser cookie. */
  browser: string
  /** The client's. */
  address: string
  /** The authorization request that waits; undefined: none. */
  interaction: Interaction | undefined
}>

export type Redemption = Readonly<
  /** `enrolment` is its id, as text. */
  { next: 'enrol'; enrolment: string } | { next: 'no-match' } | { next: 'wait'; retry_after: number }
>

/** Stands in for the person of a name that nobody has. */
const NOBODY = Buffer.alloc(16)

export async function redeemRecoveryCode(deps: TenantDeps, attempt: RecoveryAttempt): Promise<Redemption> {
  const { db, tenant } = deps
  // 80 bits cannot be guessed, so the name's own count is left alone: no stranger can bar the way back in with it.
  const retry_after = await chargeAddress(deps, RECOVERY_LIMITS, attempt.address)
  if (retry_after !== undefined) {
    deps.notice({ flow: 'recovery', step: 'refused', rule: 'too-many-recovery-codes' })
    return { next: 'wait', retry_after }
  }
  const user = await findUserByName(deps, attempt.username)
  const user_id = user?.id ?? NOBODY
  const code_hash = recoveryCodeHash(deps, user_id, attempt.code)
  const found = await db.first(findUnusedRecoveryCode, { tenant_id: tenant.id, user_id, code_hash })
  const rule = await refusal(deps, attempt, found && user)
  if (rule !== undefined) {
    deps.notice({ flow: 'recovery', step: 'refused', rule })
    return { next: 'no-match' }
  }
  const enrolment = await db.transaction((tx) =>
    startEnrolment(deps, tx, {
      purpose: 'recovery',
      browser: attempt.browser,
      interaction_id: attempt.interaction?.id ?? null,
      user_id,
      email: null,
      recovery_code_hash: code_hash,
    }),
  )
  return { next: 'enrol', enrolment }
}

/** The log alone learns why. */
async function refusal(
  deps: TenantDeps,
  { interaction }: RecoveryAttempt,
  user: Awaited<ReturnType<typeof findUserByName>>,
): Promise<string | undefined> {
  if (!user) return 'recovery-code-mismatch'
  if (!user.active) return 'user-inactive'
  return (await isExpectedPerson(deps, interaction, user)) ? undefined : 'another-first-factor'
}
