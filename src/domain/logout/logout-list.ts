/**
 * Logout tokens as administrators see them: which client was told of a sign-out, and which could not be.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { listLogouts as listRows } from '../../store/logout-deliveries.ts'
import type { LogoutDeliveryRow } from '../../store/logout-rows.ts'
import { sidText } from './session-client.ts'

export type LogoutState = 'delivered' | 'waiting' | 'given-up'

export type ListedLogout = Readonly<{
  client_id: string
  sid: string
  state: LogoutState
  attempts: number
  last_error: string | null
  created_at: UnixSeconds
  /** undefined: no more tries. */
  due_at: UnixSeconds | undefined
  delivered_at: UnixSeconds | null
}>

/** @returns the newest first */
export async function listLogouts(
  { db, tenant }: Pick<TenantDeps, 'db' | 'tenant'>,
  limit: number,
): Promise<readonly ListedLogout[]> {
  const rows = await db.all(listRows, { tenant_id: tenant.id, limit })
  return rows.map((row) => {
    const { id, client_id, attempts, last_error, created_at, due_at, delivered_at } = row
    const state = stateOf(row)
    return {
      client_id,
      sid: sidText(id),
      state,
      attempts,
      last_error,
      created_at,
      due_at: state === 'waiting' ? due_at : undefined,
      delivered_at,
    }
  })
}

/** The last try puts one off to its end. */
function stateOf({ delivered_at, due_at, expires_at }: LogoutDeliveryRow): LogoutState {
  if (delivered_at !== null) return 'delivered'
  return due_at < expires_at ? 'waiting' : 'given-up'
}
