/**
 * The outbox as administrators see it: what became of each mail, and not what is in it. In dev mode, where nothing is sent, the
 * mails themselves.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import type { MailOutboxRow } from '../../store/enrolment-rows.ts'
import * as outbox from '../../store/mail-outbox.ts'
import type { MailMessage } from './mail.ts'
import { openMail } from './outbox.ts'

export type MailState = 'sent' | 'waiting' | 'given-up'

export type ListedMail = Readonly<{
  id: string
  kind: string
  state: MailState
  attempts: number
  last_error: string | null
  created_at: UnixSeconds
  /** undefined: no more tries. */
  due_at: UnixSeconds | undefined
  sent_at: UnixSeconds | null
}>

/** @returns the newest first */
export async function listMails(
  { db, tenant }: Pick<TenantDeps, 'db' | 'tenant'>,
  limit: number,
): Promise<readonly ListedMail[]> {
  const rows = await db.all(outbox.listMails, { tenant_id: tenant.id, limit })
  return rows.map((row) => {
    const { kind, attempts, last_error, created_at, due_at, sent_at } = row
    const state = stateOf(row)
    const next_at = state === 'waiting' ? due_at : undefined
    return { id: uuidText(row.id), kind, state, attempts, last_error, created_at, due_at: next_at, sent_at }
  })
}

/** The last try puts a mail off to its end. */
function stateOf({ sent_at, due_at, expires_at }: MailOutboxRow): MailState {
  if (sent_at !== null) return 'sent'
  return due_at < expires_at ? 'waiting' : 'given-up'
}

/** @returns the newest first */
export async function readMails(
  deps: Pick<TenantDeps, 'config' | 'db' | 'secrets' | 'tenant'>,
  limit: number,
): Promise<readonly MailMessage[]> {
  const rows = await deps.db.all(outbox.listMails, { tenant_id: deps.tenant.id, limit })
  return rows.map((row) => openMail(deps, row))
}

export async function deleteMails({ db, tenant }: Pick<TenantDeps, 'db' | 'tenant'>): Promise<void> {
  await db.run(outbox.deleteMails, { tenant_id: tenant.id })
}
