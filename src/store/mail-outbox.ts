/**
 * The outbox: mails that are to be sent, were sent, or could not be yet. Only those that are still to be tried are due
 * before they end, so that looking for them costs nothing for the others.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { MailOutboxRow } from './enrolment-rows.ts'
import { row, statement } from './statement.ts'

type Key = { id: Buffer }

export const insertMail = statement((q, p: MailOutboxRow) =>
  q
    .insertInto('mail_outbox')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'user_id',
        'kind',
        'message_sealed',
        'attempts',
        'due_at',
        'last_error',
        'created_at',
        'expires_at',
        'sent_at',
      ),
    ),
)

/** What is due, the oldest first. */
export const listDueMails = statement((q, p: { now: UnixSeconds; limit: number }) =>
  q
    .selectFrom('mail_outbox')
    .selectAll()
    .where('due_at', '<=', p.now)
    .where('expires_at', '>', p.now)
    .where('sent_at', 'is', null)
    .orderBy('due_at')
    .limit(p.limit),
)

/** Those that are still to be tried. */
export const countWaitingMails = statement((q, p: { now: UnixSeconds }) =>
  q
    .selectFrom('mail_outbox')
    .select(({ fn }) => fn.countAll<number>().as('waiting'))
    .where('sent_at', 'is', null)
    .where('expires_at', '>', p.now)
    .whereRef('due_at', '<', 'expires_at'),
)

/** Takes a mail for one try; of two at the same time exactly one gets the row. */
export const claimMail = statement((q, p: Key & { attempts: number; tried: number; due_at: UnixSeconds }) =>
  q
    .updateTable('mail_outbox')
    .set({ attempts: p.tried, due_at: p.due_at })
    .where('id', '=', p.id)
    .where('attempts', '=', p.attempts)
    .where('sent_at', 'is', null)
    .returningAll(),
)

export const updateMailSent = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('mail_outbox')
    .set(({ ref }) => ({ sent_at: p.now, last_error: null, due_at: ref('expires_at') }))
    .where('id', '=', p.id),
)

/** After a try that was not the last one, unless another try has begun since. */
export const updateMailError = statement(
  (q, p: Key & { tried: number; last_error: string; due_at: UnixSeconds }) =>
    q
      .updateTable('mail_outbox')
      .set({ last_error: p.last_error, due_at: p.due_at })
      .where('id', '=', p.id)
      .where('attempts', '=', p.tried)
      .where('sent_at', 'is', null),
)

/** For administrators, the newest first. */
export const listMails = statement((q, p: { tenant_id: string; limit: number }) =>
  q
    .selectFrom('mail_outbox')
    .selectAll()
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('id', 'desc')
    .limit(p.limit),
)

export const listMailsOfUser = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q
    .selectFrom('mail_outbox')
    .selectAll()
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('id'),
)

export const deleteMails = statement((q, p: { tenant_id: string }) =>
  q.deleteFrom('mail_outbox').where('tenant_id', '=', p.tenant_id),
)
