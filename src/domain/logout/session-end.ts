/**
 * The end of a session, whatever ends it: written together with the logout tokens that its clients are to get.
 *
 * Implements: OpenID Connect Back-Channel Logout 1.0 §2.5, §2.7 (refresh tokens without offline_access end).
 */
import type { TenantDeps } from '../../deps.ts'
import type { Tx } from '../../store/database.ts'
import { revokeGrantsOfConnection, revokeGrantsOfSession } from '../../store/grants.ts'
import { insertLogoutDeliveries } from '../../store/logout-deliveries.ts'
import * as sessions from '../../store/sessions.ts'
import { KEPT_FOR } from './logout-schedule.ts'

type EndDeps = Pick<TenantDeps, 'tenant' | 'now'>

/** No session has it. */
const NONE = Buffer.alloc(16)

/**
 * Ends it with the grants that were made in it, but for those that were allowed to outlive it.
 *
 * @returns whether it was live
 */
export async function endSession(deps: EndDeps, tx: Tx, { id }: Readonly<{ id: Buffer }>): Promise<boolean> {
  const { tenant, now } = deps
  const ended = await tx.run(sessions.endSession, { tenant_id: tenant.id, id, now: now() })
  if (ended > 0) await queueLogouts(deps, tx, [{ id }])
  await tx.run(revokeGrantsOfSession, { tenant_id: tenant.id, session_id: id, now: now() })
  return ended > 0
}

/** All of a person's, but for one; what was granted in them is for whoever calls it. @returns how many were live */
export async function endSessionsOfUser(
  deps: EndDeps,
  tx: Tx,
  user_id: Buffer,
  except: Buffer = NONE,
): Promise<number> {
  const { tenant, now } = deps
  const ended = await tx.all(sessions.endSessionsOfUser, {
    tenant_id: tenant.id,
    user_id,
    except,
    now: now(),
  })
  await queueLogouts(deps, tx, ended)
  return ended.length
}

/** All that were begun by way of a connection, with whatever was granted in them or by way of it, offline_access too. */
export async function endSessionsOfConnection(deps: EndDeps, tx: Tx, connection_id: string): Promise<void> {
  const { tenant, now } = deps
  const key = { tenant_id: tenant.id, now: now() }
  const ended = await tx.all(sessions.endSessionsOfConnection, { ...key, connection_id })
  await queueLogouts(deps, tx, ended)
  for (const { id } of ended) await tx.run(revokeGrantsOfSession, { ...key, session_id: id })
  await tx.run(revokeGrantsOfConnection, { ...key, connection_id })
}

/** In the transaction that ended them. */
export async function queueLogouts(
  { tenant, now }: EndDeps,
  tx: Tx,
  ended: readonly Readonly<{ id: Buffer }>[],
): Promise<void> {
  for (const { id } of ended) {
    await tx.run(insertLogoutDeliveries, {
      tenant_id: tenant.id,
      session_id: id,
      now: now(),
      expires_at: now() + KEPT_FOR,
    })
  }
}
