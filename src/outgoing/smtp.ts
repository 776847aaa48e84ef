/**
 * Mail by SMTP: each message over a connection of its own, which ends with it.
 *
 * Implements: RFC 5321 §4.5.3.2; RFC 5322 §3.6.4; RFC 3834 §5; RFC 3282 §2.
 */
import type { SendMailOptions } from 'nodemailer'
import { once } from '../primitives/once.ts'
import type { Mail, MailMessage } from './mail.ts'

const SECOND_MS = 1000

/** Not at the start: most mails are sent long after it. */
const nodemailer = once(() => import('nodemailer'))

/** So that a server that hangs does not hold a mail for long; another try comes. */
const TIMEOUTS = {
  dnsTimeout: 30 * SECOND_MS,
  connectionTimeout: 30 * SECOND_MS,
  greetingTimeout: 30 * SECOND_MS,
  socketTimeout: 60 * SECOND_MS,
}

/** A message holds what it holds: nothing is fetched or read into it. */
const CLOSED = { disableFileAccess: true, disableUrlAccess: true }

/** @param url smtp: or smtps:; its query may hold nodemailer's options, such as requireTLS=true */
export function makeSmtpSend(url: string): Mail['send'] {
  const transport = once(async () => (await nodemailer()).createTransport({ url, ...TIMEOUTS, ...CLOSED }))
  return async (message) => void (await (await transport()).sendMail(optionsOf(message)))
}

/** Somebody waits for what comes of it. */
const ASKED = { dnsTimeout: 5 * SECOND_MS, connectionTimeout: 5 * SECOND_MS, greetingTimeout: 10 * SECOND_MS }

/**
 * Connects, speaks TLS and signs in as for a message, and sends none.
 *
 * @param with_tls whether a server that speaks none is one to refuse, whatever the URL says
 * @throws {Error} saying what that server said
 */
export async function trySmtp(url: string, with_tls: boolean): Promise<void> {
  const { createTransport } = await nodemailer()
  await createTransport({ url, ...TIMEOUTS, ...ASKED, ...(with_tls ? { requireTLS: true } : {}) }).verify()
}

/** What `makeSmtpSend` sends, as text. */
export async function mailSource(message: MailMessage): Promise<string> {
  const { createTransport } = await nodemailer()
  const transport = createTransport({ streamTransport: true, buffer: true, ...CLOSED })
  const { message: source } = await transport.sendMail(optionsOf(message))
  return source.toString('utf8')
}

/** Addresses are given in parts, so that no name can hold another address. */
function optionsOf({ id, from, to, subject, text, html, lang, created_at }: MailMessage): SendMailOptions {
  const domain = from.address.slice(from.address.indexOf('@') + 1)
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId: `<${id}@${domain}>`,
    date: new Date(created_at * SECOND_MS),
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': lang },
  }
}
