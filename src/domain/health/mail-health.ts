/**
 * Whether mails go out: those that nobody sends, and those that no server takes.
 */
import type { Deps } from '../../deps.ts'
import { countStuckMails } from '../../store/health.ts'

/** In seconds: a mail is due for no longer where a server runs that sends mail. */
const DUE_FOR = 600

/** After so many tries the SMTP server has refused it for eight minutes. */
const OFTEN = 4

/** @returns how many mails are stuck */
export async function stuckMails({ db, now }: Pick<Deps, 'db' | 'now'>): Promise<number> {
  const params = { due_before: now() - DUE_FOR, attempts: OFTEN, now: now() }
  const found = await db.first(countStuckMails, params)
  return Number(found?.mails)
}
