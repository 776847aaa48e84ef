/**
 * Changing one's passcode: whoever has proved the present one a moment ago may make a new one.
 *
 * Implements: NIST SP 800-63B §6.1.2.1 (a new authenticator is bound after authentication with the present one).
 */
import type { TenantDeps } from '../../deps.ts'
import { PASSCODE_ACR } from '../authentication/assurance.ts'
import { findSession } from '../authentication/session.ts'
import { startOwnInteraction } from '../authorization/interaction.ts'
import { findUser } from '../users/user.ts'
import { startEnrolment } from './enrolment.ts'

/** So many seconds ago at most. */
const FRESH = 300

/** The page that asks for it, below the issuer. */
const PAGE = 'change'

/** The ids are texts. */
export type ChangeDecision = Readonly<
  { next: 'enrol'; enrolment: string } | { next: 'sign-in'; interaction: string }
>

/** @param session the session cookie, '' for none */
export async function beginChange(
  deps: TenantDeps,
  browser: string,
  session: string,
): Promise<ChangeDecision> {
  const present = await findSession(deps, session)
  const user = present && (await findUser(deps, present.user_id))
  // A mailed link is no present passcode: whoever has none goes the way of recovery.
  const isFresh = present?.acr === PASSCODE_ACR && present.auth_time + FRESH >= deps.now()
  if (!user?.active || !isFresh) {
    const interaction = await startOwnInteraction(deps, PAGE, user?.username, browser)
    return { next: 'sign-in', interaction }
  }
  const terms = { purpose: 'change', browser, user_id: user.id, interaction_id: null, email: null } as const
  const enrolment = await deps.db.transaction((tx) => startEnrolment(deps, tx, terms))
  return { next: 'enrol', enrolment }
}
