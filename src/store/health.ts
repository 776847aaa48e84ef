/**
 * What the database says of itself and of its rows as a whole, for whoever looks for faults.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { compiledOnce, type DialectName, type Statement, statement } from './statement.ts'

const asked = <R>(text: Readonly<Record<DialectName, string>>): Statement<object, R> =>
  compiledOnce((dialect) => ({ sql: text[dialect], reads: true, values: () => [] }))

export const findDatabaseVersion = asked<{ version: string }>({
  sqlite: 'SELECT sqlite_version() AS version',
  postgres: "SELECT current_setting('server_version') AS version",
})

/** Tables with rows that belong to rows which are not there. PostgreSQL lets nobody write such. */
export const listBrokenReferences = asked<{ child: string; parent: string }>({
  sqlite: 'SELECT DISTINCT "table" AS child, parent FROM pragma_foreign_key_check',
  postgres: "SELECT '' AS child, '' AS parent WHERE false",
})

const MADE_OFTEN = ['tenant', 'client', 'user', 'session', 'grant', 'mail_outbox'] as const

const NEWEST = MADE_OFTEN.map((table) => `SELECT max(created_at) AS newest FROM "${table}"`).join(
  ' UNION ALL ',
)

/** When the newest row was made, by the clock of whoever made it; null: there is none. */
export const findNewestInstant = asked<{ newest: UnixSeconds | null }>({
  sqlite: `SELECT max(newest) AS newest FROM (${NEWEST})`,
  postgres: `SELECT max(newest) AS newest FROM (${NEWEST}) AS of_each`,
})

/** Mails that wait though they were due before some instant, or were tried so often. */
export const countStuckMails = statement(
  (q, p: { due_before: UnixSeconds; attempts: number; now: UnixSeconds }) =>
    q
      .selectFrom('mail_outbox')
      .select(({ fn }) => fn.countAll<number>().as('mails'))
      .where('sent_at', 'is', null)
      .where('expires_at', '>', p.now)
      .where((where) => where.or([where('due_at', '<', p.due_before), where('attempts', '>=', p.attempts)])),
)
