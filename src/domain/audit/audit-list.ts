/**
 * The audit trail as administrators read it: with the names that people have now.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import { type AuditEventRow, listAuditEvents } from '../../store/audit-events.ts'
import { requireUser } from '../users/user-administration.ts'
import type { Action } from './audit-event.ts'

type ListDeps = Pick<TenantDeps, 'db' | 'tenant'>

/** What is left out narrows nothing. */
export type AuditQuery = Readonly<{
  since: UnixSeconds
  limit: number
  action: Action | undefined
  username: string | undefined
  client_id: string | undefined
}>

export type ListedEvent = Readonly<
  Pick<AuditEventRow, 'at' | 'action' | 'outcome' | 'actor' | 'client_id' | 'address' | 'request_id'> & {
    id: string
    /** null: it is about nobody, nobody knows about whom, or the person is gone. */
    sub: string | null
    /** As the person is called now. */
    username: string | null
    detail: unknown
  }
>

/** @returns the newest first @throws {Refusal} unknown, for a person */
export async function listAudit(
  deps: ListDeps,
  { since, limit, action, username, client_id }: AuditQuery,
): Promise<readonly ListedEvent[]> {
  const user = username === undefined ? undefined : await requireUser(deps, username)
  const filter = {
    ...(action === undefined ? {} : { action }),
    ...(user === undefined ? {} : { user_id: user.id }),
    ...(client_id === undefined ? {} : { client_id }),
  }
  const params = { ...filter, tenant_id: deps.tenant.id, since, limit }
  const rows = await deps.db.all(listAuditEvents(filter), params)
  return rows.map(({ id, user_id, detail, tenant_id: _, expires_at: __, ...row }) => ({
    ...row,
    id: uuidText(id),
    sub: user_id && uuidText(user_id),
    detail: detail === null ? null : JSON.parse(detail),
  }))
}
