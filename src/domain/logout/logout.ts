/**
 * Signing out: at once when the client proves whom it means, else after the person says so.
 *
 * Implements: OpenID Connect RP-Initiated Logout 1.0 §2, §6.
 */
import type { TenantDeps } from '../../deps.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import { endSession, type Session } from '../authentication/session.ts'
import type { LogoutRequest } from './logout-request.ts'

export type LogoutDecision = Readonly<
  | { next: 'end'; session: Session }
  | { next: 'ask'; session: Session }
  /** Nobody is signed in with this browser, or nobody any more. */
  | { next: 'done' }
>

/** Without a hint that names the person, any page of the web could have sent the browser here (§6). */
export function decideLogout(
  { hinted_sub }: Pick<LogoutRequest, 'hinted_sub'>,
  session: Session | undefined,
): LogoutDecision {
  if (session === undefined) return { next: 'done' }
  return { next: hinted_sub === uuidText(session.user_id) ? 'end' : 'ask', session }
}

/** Ends the session, and the grants that were made in it but for those with offline_access. */
export async function signOut(
  deps: Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'notice'>,
  session: Session,
): Promise<void> {
  await deps.db.transaction((tx) => endSession(deps, tx, session))
  deps.notice({ flow: 'end-session', step: 'session-ended' })
}
