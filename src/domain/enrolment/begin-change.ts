/**
 * Changing one's passcode: whoever has proved the present one a moment ago may make a new one.
 *
 * Implements: NIST SP 800-63B §6.1.2.1 (a new authenticator is bound after authentication with the present one).
 */
import type { TenantDeps } from '../../deps.ts'
import { decideAccount } from '../account/account.ts'
import { startOwnInteraction } from '../authorization/interaction.ts'
import { forReader } from '../languages.ts'
import { startEnrolment } from './enrolment.ts'

/** The page that asks for it, below the base. */
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
  const decision = await decideAccount(deps, session, true)
  if (decision.next === 'sign-in') {
    const speaking = forReader(deps, { user: decision.present })
    const interaction = await startOwnInteraction(speaking, PAGE, decision.present?.username, browser)
    return { next: 'sign-in', interaction }
  }
  const user_id = decision.account.user.id
  const terms = { purpose: 'change', browser, user_id, interaction_id: null, email: null } as const
  const enrolment = await deps.db.transaction((tx) => startEnrolment(deps, tx, terms))
  return { next: 'enrol', enrolment }
}
