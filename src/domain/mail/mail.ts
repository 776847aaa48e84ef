/**
 * The shapes of a mail, as they arrive through deps.
 */
import type { Deps } from '../../deps.ts'

export type Mail = Deps['mail']

/** What a mail says, before it is laid out. */
export type MailContent = Parameters<Mail['layOut']>[0]

/** A mail as it goes out. */
export type MailMessage = Parameters<Mail['send']>[0]

export type Paragraph = MailContent['lead'][number]

export type Span = Paragraph[number]
