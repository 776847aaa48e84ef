/**
 * Enrolments: the right to make a passcode, once, in one browser.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { EnrolmentRow } from './enrolment-rows.ts'
import { sql } from './kysely.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: Buffer }

export const insertEnrolment = statement((q, p: EnrolmentRow) =>
  q
    .insertInto('enrolment')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'purpose',
        'browser_hash',
        'interaction_id',
        'user_id',
        'email',
        'recovery_code_hash',
        'person',
        'registration',
        'created_at',
        'expires_at',
        'finished_at',
      ),
    ),
)

export const findEnrolment = statement((q, p: Key) =>
  q.selectFrom('enrolment').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/**
 * Keeps what a first step states. What the steps are answered under is kept once: two pages that share an enrolment then
 * make records of one credential, whichever is finished. Writes nothing once it is finished.
 */
export const updateEnrolmentRegistration = statement(
  (q, p: Key & { person: string | null; registration: string }) =>
    q
      .updateTable('enrolment')
      .set({ person: p.person, registration: sql<string>`coalesce(registration, ${p.registration})` })
      .where('id', '=', p.id)
      .where('tenant_id', '=', p.tenant_id)
      .where('finished_at', 'is', null)
      .returningAll(),
)

/** The account that a sign-up has made. */
export const updateEnrolmentUser = statement((q, p: Key & { user_id: Buffer }) =>
  q
    .updateTable('enrolment')
    .set({ user_id: p.user_id })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id),
)

/** A person's that are not finished: whoever holds one cannot go on with it. */
export const deleteOpenEnrolments = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q
    .deleteFrom('enrolment')
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id)
    .where('finished_at', 'is', null),
)

/** What was enrolled while the interaction waited, the newest first. */
export const listFinishedEnrolments = statement((q, p: { tenant_id: string; interaction_id: Buffer }) =>
  q
    .selectFrom('enrolment')
    .selectAll()
    .where('interaction_id', '=', p.interaction_id)
    .where('tenant_id', '=', p.tenant_id)
    .where('finished_at', 'is not', null)
    .orderBy('id', 'desc'),
)

/** Spends it; of two at the same time exactly one gets the row. */
export const finishEnrolment = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('enrolment')
    .set({ finished_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('finished_at', 'is', null)
    .where('expires_at', '>', p.now)
    .returningAll(),
)

/** A person's, until they are swept. */
export const listEnrolments = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q
    .selectFrom('enrolment')
    .selectAll()
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('id'),
)
