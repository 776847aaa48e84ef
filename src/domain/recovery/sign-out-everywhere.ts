/**
 * Signing a person out everywhere: sessions end, applications get no more tokens, and no browser is known any more, and links
 * and enrolments that were on their way lead nowhere.
 *
 * Implements: RFC 9700 §4.14.2 (refresh tokens are revoked when a password changes); OpenID Connect Core 1.0 §11.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Tx } from '../../store/database.ts'
import { deleteOpenEnrolments } from '../../store/enrolments.ts'
import { revokeGrantsOfUser } from '../../store/grants.ts'
import { deleteKnownBrowsersOfUser } from '../../store/known-browsers.ts'
import { deleteMailTokens } from '../../store/mail-tokens.ts'
import type { Session } from '../authentication/session.ts'
import { endSessionsOfUser } from '../logout/session-end.ts'

/** Links that let somebody in. */
const WAYS_IN = ['recover', 'invite', 'sign-in', 'known-browser', 'change-email'] as const

/** No session has it. */
const NONE = Buffer.alloc(16)

/** @param kept the session of the browser that asks, which goes on; undefined: none */
export async function signOutEverywhere(
  deps: Pick<TenantDeps, 'tenant' | 'now'>,
  tx: Tx,
  user_id: Buffer,
  kept?: Pick<Session, 'id'>,
): Promise<void> {
  const { tenant, now } = deps
  const owner = { tenant_id: tenant.id, user_id }
  const except = kept?.id ?? NONE
  await endSessionsOfUser(deps, tx, user_id, except)
  await tx.run(revokeGrantsOfUser, { ...owner, except_session_id: except, now: now() })
  await tx.run(deleteKnownBrowsersOfUser, owner)
  await tx.run(deleteOpenEnrolments, owner)
  for (const purpose of WAYS_IN) await tx.run(deleteMailTokens, { ...owner, purpose })
}
