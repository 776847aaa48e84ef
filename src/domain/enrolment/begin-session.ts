/**
 * Whoever has just enrolled is signed in with the new passcode, in the request that waits.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.3.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Tx } from '../../store/database.ts'
import { PASSCODE_ACR, passcodeAmr } from '../authentication/assurance.ts'
import type { NewRecord, RegistrationTerms } from '../authentication/enrolment.ts'
import { type KnownBrowser, rememberBrowser } from '../authentication/known-browser.ts'
import { startSession } from '../authentication/session.ts'
import { attachSession } from '../authorization/interaction.ts'
import type { OpenEnrolment } from './open-enrolment.ts'

/** What the second half brings. */
export type MadePasscode = NewRecord &
  Readonly<{
    terms: RegistrationTerms
    known: readonly KnownBrowser[]
    address: string
    sign_out_others: boolean
  }>

/** @returns the texts of the cookies */
export async function beginEnrolledSession(
  deps: Pick<TenantDeps, 'tenant' | 'now' | 'random' | 'requester'>,
  tx: Tx,
  { interaction, session: previous }: OpenEnrolment,
  { method, known: browsers }: MadePasscode,
  user_id: Buffer,
): Promise<Readonly<{ session: string; known: string }>> {
  const known = await rememberBrowser(deps, tx, browsers, user_id)
  const authentication = { user_id, amr: passcodeAmr(method), acr: PASSCODE_ACR, known_browser_id: known.id }
  const { session, cookie } = await startSession(deps, tx, authentication, previous)
  if (interaction) await attachSession(deps, tx, interaction.id, session.id)
  return { session: cookie, known: known.cookie }
}
