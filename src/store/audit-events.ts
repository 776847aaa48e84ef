/**
 * The audit trail: rows are added, and nothing of them changes but that a person who is gone is forgotten in them.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { row, type Statement, statement } from './statement.ts'

export interface AuditEventRow {
  id: Buffer
  tenant_id: string
  at: UnixSeconds
  action: string
  outcome: 'done' | 'refused'
  actor: 'person' | 'client' | 'command-line' | 'system'
  user_id: Buffer | null
  client_id: string | null
  address: string | null
  request_id: string | null
  detail: string | null
  expires_at: UnixSeconds
}

/** An id that is there already says that it was told of. */
export const insertAuditEvent = statement((q, p: AuditEventRow) =>
  q
    .insertInto('audit_event')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'at',
        'action',
        'outcome',
        'actor',
        'user_id',
        'client_id',
        'address',
        'request_id',
        'detail',
        'expires_at',
      ),
    )
    .onConflict((conflict) => conflict.doNothing()),
)

export type AuditFilter = Readonly<Partial<Pick<AuditEventRow, 'action' | 'user_id' | 'client_id'>>>

type ListParams = AuditFilter & Readonly<{ tenant_id: string; since: UnixSeconds; limit: number }>

/** With the name that its person has now; null: nobody has it any more. */
export type ListedEventRow = AuditEventRow & Readonly<{ username: string | null }>

/** @returns the newest first; a statement for the filters that are set */
export const listAuditEvents = (filter: AuditFilter): Statement<ListParams, ListedEventRow> =>
  statement((q, p: ListParams) => {
    let query = q
      .selectFrom('audit_event')
      .leftJoin('user', (join) =>
        join
          .onRef('user.id', '=', 'audit_event.user_id')
          .onRef('user.tenant_id', '=', 'audit_event.tenant_id'),
      )
      .selectAll('audit_event')
      .select('user.username')
      .where('audit_event.tenant_id', '=', p.tenant_id)
      .where('at', '>=', p.since)
    for (const column of ['action', 'user_id', 'client_id'] as const) {
      if (filter[column] !== undefined) query = query.where(`audit_event.${column}`, '=', p[column] as never)
    }
    return query.orderBy('at', 'desc').orderBy('audit_event.id', 'desc').limit(p.limit)
  })

export const listAuditEventsOfUser = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q
    .selectFrom('audit_event')
    .selectAll()
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('id'),
)

/** Of a person who goes. */
export const forgetUserInAudit = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q
    .updateTable('audit_event')
    .set({ user_id: null, address: null })
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id),
)
