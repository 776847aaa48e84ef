/**
 * A person's own account, as seen by that person in a browser that is signed in.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.3; NIST SP 800-63B §6.1.2.1.
 */
import type { TenantDeps } from '../../deps.ts'
import { isFreshSignIn } from '../authentication/fresh-sign-in.ts'
import { findSession, type Session } from '../authentication/session.ts'
import { findUser, type User } from '../users/user.ts'

export type Account = Readonly<{ user: User; session: Session }>

/** `present`: who is signed in, though not recently enough. */
export type AccountDecision = Readonly<
  { next: 'show'; account: Account } | { next: 'sign-in'; present: User | undefined }
>

/** @param is_sensitive whether the passcode must have been proved a moment ago */
export async function decideAccount(
  deps: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  session_cookie: string | undefined,
  is_sensitive: boolean,
): Promise<AccountDecision> {
  const session = await findSession(deps, session_cookie)
  const user = session && (await findUser(deps, session.user_id))
  if (!session || !user?.active) return { next: 'sign-in', present: undefined }
  if (is_sensitive && !isFreshSignIn(session, deps.now())) return { next: 'sign-in', present: user }
  return { next: 'show', account: { user, session } }
}
