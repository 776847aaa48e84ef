/**
 * What waits to go out: mails, and logout tokens for clients.
 */
import type { Deps } from '../../deps.ts'
import { countWaitingLogouts } from '../../store/logout-deliveries.ts'
import { countWaitingMails } from '../../store/mail-outbox.ts'

export type QueueLengths = Readonly<{ mail: number; logout: number }>

/** Of all tenants. */
export async function queueLengths({ db, now }: Pick<Deps, 'db' | 'now'>): Promise<QueueLengths> {
  const mails = await db.first(countWaitingMails, { now: now() })
  const logouts = await db.first(countWaitingLogouts, { now: now() })
  return { mail: Number(mails?.waiting), logout: Number(logouts?.waiting) }
}
