/**
 * The outbox: a mail is queued inside the transaction that makes it true, and sent afterwards, outside of any.
 *
 * A process takes a mail for one try in one statement, so of several exactly one sends it. One that ends between sending
 * and writing it down leaves the mail to be sent again: each goes out at least once, under the same Message-ID.
 *
 * Implements: RFC 5321 §4.5.4.1, §4.2.5.
 */
import type { Deps, TenantDeps } from '../../deps.ts'
import { timeOrderedId, uuidText } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import type { MailOutboxRow } from '../../store/enrolment-rows.ts'
import * as outbox from '../../store/mail-outbox.ts'
import { catalogueForLetter } from '../languages.ts'
import { composeLetter } from './compose.ts'
import type { Letter } from './letter.ts'
import type { MailMessage } from './mail.ts'
import { oneLine } from './wording.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** From one try to the next, in seconds; after the last of them the mail is given up. */
const WAITS = [MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY] as const

/** For so long nobody else tries: longer than a slow server takes. */
const CLAIM_TTL = 10 * MINUTE

/** A mail is kept for administrators, sent or given up. */
const MAIL_TTL = 7 * DAY

/** At the same time, each over a connection of its own: one that is slow does not hold up all others. */
const BATCH_SIZE = 10

const LONGEST_ERROR = 500

/** The address stands in the settings of the process that sends. */
type SealedMessage = Omit<MailMessage, 'id' | 'kind' | 'from' | 'created_at'> &
  Readonly<{ from_name: string }>

type QueueDeps = Pick<TenantDeps, 'languages' | 'mail' | 'now' | 'random' | 'secrets' | 'tenant'>

/** Does nothing where mail is not configured. */
export async function queueMail(deps: QueueDeps, tx: Tx, letter: Letter): Promise<void> {
  if (deps.mail.is_configured) await tx.run(outbox.insertMail, draftMail(deps, letter))
}

/** The letter put into words, laid out and sealed, before it is queued. */
export function draftMail(
  { languages, mail, now, random, secrets, tenant }: QueueDeps,
  letter: Letter,
): MailOutboxRow {
  const id = timeOrderedId(now(), random, 'mail')
  const content = composeLetter(tenant, now(), letter, catalogueForLetter(languages, letter.locale))
  const message: SealedMessage = {
    ...mail.layOut(content),
    from_name: content.tenant.name,
    to: letter.to,
    subject: content.subject,
    lang: content.lang,
    link: content.action?.link,
  }
  return {
    id,
    tenant_id: tenant.id,
    user_id: letter.user_id,
    kind: letter.kind,
    message_sealed: secrets.seal('mail', [tenant.id, uuidText(id)], Buffer.from(JSON.stringify(message))),
    attempts: 0,
    due_at: now(),
    last_error: null,
    created_at: now(),
    expires_at: now() + MAIL_TTL,
    sent_at: null,
  }
}

type DeliveryDeps = Pick<Deps, 'config' | 'db' | 'mail' | 'notice' | 'now' | 'secrets'>

/** Sends what is due. @returns how many went out */
export async function deliverMails(deps: DeliveryDeps): Promise<number> {
  if (!deps.mail.is_configured) return 0
  let sent = 0
  let due: MailOutboxRow[]
  do {
    due = await deps.db.all(outbox.listDueMails, { now: deps.now(), limit: BATCH_SIZE })
    const outcomes = await Promise.all(due.map((mail) => deliver(deps, mail)))
    sent += outcomes.filter(Boolean).length
  } while (due.length === BATCH_SIZE)
  return sent
}

async function deliver(deps: DeliveryDeps, { id, attempts, expires_at }: MailOutboxRow): Promise<boolean> {
  const { db, mail, notice, now } = deps
  const tried = attempts + 1
  const claimed = await db.first(outbox.claimMail, { id, attempts, tried, due_at: now() + CLAIM_TTL })
  if (!claimed) return false
  try {
    await mail.send(openMail(deps, claimed))
  } catch (error) {
    const last_error = oneLine((error as Error).message).slice(0, LONGEST_ERROR)
    const wait = WAITS[tried - 1]
    const due_at = wait === undefined ? expires_at : now() + wait
    await db.run(outbox.updateMailError, { id, tried, last_error, due_at })
    notice({ flow: 'mail', step: 'send', rule: 'mail-not-sent', sent: `${claimed.kind}: ${last_error}` })
    return false
  }
  await db.run(outbox.updateMailSent, { id, now: now() })
  return true
}

/** @throws {UnsealError} */
export function openMail(
  { config, secrets }: Pick<Deps, 'config' | 'secrets'>,
  { id, tenant_id, kind, message_sealed, created_at }: MailOutboxRow,
): MailMessage {
  const opened = secrets.open('mail', [tenant_id, uuidText(id)], message_sealed).toString('utf8')
  const { from_name, ...message }: SealedMessage = JSON.parse(opened)
  const from = { name: from_name, address: config.mail_from }
  return { ...message, id: uuidText(id), kind, from, created_at }
}
