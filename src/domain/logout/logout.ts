/**
 * Signing out: at once when the client proves whom it means, else after the person says so.
 *
 * Implements: OpenID Connect RP-Initiated Logout 1.0 §2, §6; OpenID Connect Front-Channel Logout 1.0 §2, §3.
 */
import type { TenantDeps } from '../../deps.ts'
import type { LogoutDeliveryRow, SessionClientRow } from '../../store/logout-rows.ts'
import { listSessionClients } from '../../store/session-clients.ts'
import { recordEvent } from '../audit/audit-event.ts'
import type { Session } from '../authentication/session.ts'
import { isAbout } from '../authorization/id-token-hint.ts'
import { findClient } from '../clients/client.ts'
import type { LogoutRequest } from './logout-request.ts'
import { sidText } from './session-client.ts'
import { endSession } from './session-end.ts'

export type LogoutDecision = Readonly<
  | { next: 'end'; session: Session }
  | { next: 'ask'; session: Session }
  /** Nobody is signed in with this browser, or nobody any more. */
  | { next: 'done' }
>

/**
 * Without a hint that names the person, any page of the web could have sent the browser here (§6).
 *
 * @param session of the browser that asks; a client's server has none, and says by its hint which one it means
 */
export async function decideLogout(
  deps: Parameters<typeof isAbout>[0],
  { hint, hinted_session }: Pick<LogoutRequest, 'hint' | 'hinted_session'>,
  session: Session | undefined,
): Promise<LogoutDecision> {
  if (session === undefined)
    return hinted_session ? { next: 'end', session: hinted_session } : { next: 'done' }
  const isMeant = hint !== undefined && (await isAbout(deps, hint, session.user_id))
  return { next: isMeant ? 'end' : 'ask', session }
}

/** A client's page that is to be shown in a frame, and the sid that tells it which session is meant. */
export type LogoutFrame = Readonly<{ uri: string; sid: string }>

export type SignedOut = Readonly<{
  frames: readonly LogoutFrame[]
  /** Written, and not tried yet. */
  deliveries: readonly Pick<LogoutDeliveryRow, 'id' | 'attempts'>[]
}>

type FrameDeps = Parameters<typeof findClient>[0]
type SignOutDeps = Pick<TenantDeps, 'db' | 'parsed' | 'tenant' | 'now' | 'notice' | 'random' | 'requester'>

/** Ends the session, and the grants that were made in it but for those with offline_access. */
export async function signOut(
  deps: SignOutDeps,
  session: Pick<Session, 'id' | 'user_id'>,
): Promise<SignedOut> {
  const { db, tenant, notice } = deps
  const told = await db.transaction(async (tx) => {
    const was_live = await endSession(deps, tx, session)
    if (was_live) await recordEvent(deps, tx, { action: 'sign-out', user_id: session.user_id })
    return tx.all(listSessionClients, { tenant_id: tenant.id, session_id: session.id })
  })
  notice({ flow: 'end-session', step: 'session-ended' })
  return {
    frames: await framesOf(deps, told),
    deliveries: told.filter(({ back_channel }) => back_channel === 1).map(({ id }) => ({ id, attempts: 0 })),
  }
}

/** @param told of the session, in whatever way */
export async function framesOf(
  deps: FrameDeps,
  told: readonly SessionClientRow[],
): Promise<readonly LogoutFrame[]> {
  const frames = await Promise.all(told.map((client) => frameOf(deps, client)))
  return frames.filter((frame) => frame !== undefined)
}

async function frameOf(
  deps: FrameDeps,
  { id, client_id }: SessionClientRow,
): Promise<LogoutFrame | undefined> {
  const client = await findClient(deps, client_id)
  const uri = client?.metadata.frontchannel_logout_uri
  return uri === undefined ? undefined : { uri, sid: sidText(id) }
}
