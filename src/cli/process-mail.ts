/**
 * Mail of a real process: by the SMTP server of its settings; in dev mode to the log, and no further.
 */
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Deps } from '../deps.ts'
import { deliverMails } from '../domain/mail/outbox.ts'
import type { Mail } from '../outgoing/mail.ts'
import { makeMail } from '../outgoing/make-mail.ts'
import { makeSmtpSend } from '../outgoing/smtp.ts'
import { repeat } from './repeat.ts'

const VIEWS = new URL('../../views/', import.meta.url)
const DELIVER_EVERY_MS = 1000

export const mailBySmtp = ({ smtp_url }: Pick<Config, 'smtp_url'>): Mail =>
  makeMail(VIEWS, smtp_url === undefined ? undefined : makeSmtpSend(smtp_url))

/** Whoever reads the log can use the link. */
export const mailToLog = (logger: Pick<Logger, 'info'>): Mail =>
  makeMail(VIEWS, async ({ to, subject, link }) => logger.info({ to, subject, link }, 'mail'))

/** @returns stops it, and resolves when the mails that are on their way have gone */
export const startDelivery = (deps: Deps, logger: Pick<Logger, 'error'>): (() => Promise<void>) =>
  repeat(logger, {
    work: () => deliverMails(deps),
    every: DELIVER_EVERY_MS,
    fault: 'the delivery of mails failed',
  })
