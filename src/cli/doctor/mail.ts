/**
 * Mail: whether the SMTP server takes it, by TLS, and whether any is stuck.
 */
import { isLoopback } from '../../config.ts'
import { stuckMails } from '../../domain/health/mail-health.ts'
import { trySmtp } from '../../outgoing/smtp.ts'
import { reasonOf } from '../system-error.ts'
import { type Finding, fault, ok, skipped, warning } from './finding.ts'
import type { Check, Seen } from './seen.ts'

const ID = 'mail'
const OUTBOX = 'outbox'

export const mail: Check = async (seen) => {
  const { smtp_url } = seen.config
  if (smtp_url === undefined) {
    return [ok(ID, 'SMTP_URL is not set: there is no mail, and what needs it is not offered.')]
  }
  return [await smtpFinding(smtp_url), ...(await outbox(seen))]
}

/** Shown without its user and password. */
async function smtpFinding(smtp_url: string): Promise<Finding> {
  const { host, protocol, searchParams } = new URL(smtp_url)
  const failure = await failureOf(smtp_url, false)
  if (failure !== undefined) {
    const advice = /auth|535|credentials/i.test(failure)
      ? 'Correct the user and the password in SMTP_URL.'
      : 'Check the host and the port in SMTP_URL, and whether a firewall lets this machine out to it.'
    return fault(ID, `The mail server ${host} takes no mail (${failure}).`, advice)
  }
  const is_safe =
    protocol === 'smtps:' || searchParams.get('requireTLS') === 'true' || isLoopback(`http://${host}`)
  if (is_safe) return ok(ID, `The mail server ${host} is there and takes mail.`)
  return (await failureOf(smtp_url, true)) === undefined
    ? warning(
        ID,
        `The mail server ${host} offers TLS, and SMTP_URL does not insist on it.`,
        'Add ?requireTLS=true to it.',
      )
    : warning(
        ID,
        `The mail server ${host} offers no TLS: links and passwords travel in the clear.`,
        'Use one that does.',
      )
}

async function failureOf(smtp_url: string, with_tls: boolean): Promise<string | undefined> {
  try {
    await trySmtp(smtp_url, with_tls)
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

async function outbox({ db, now }: Seen): Promise<readonly Finding[]> {
  if (!db) return [skipped(OUTBOX, 'The mails that wait are not known without the database.')]
  const count = await stuckMails({ db, now })
  if (count === 0) return [ok(OUTBOX, 'No mail is stuck.')]
  const says = `${count === 1 ? '1 mail waits' : `${count} mails wait`} that should have gone by now.`
  return [fault(OUTBOX, says, 'See what the mail server said of each: vignette mail list --tenant ID')]
}
