/**
 * What mail is to the rest of the server: what one says, how it is laid out, and a way to send it.
 */

/** A name is set apart from the words around it, whatever it is written in. */
export type Span = string | Readonly<{ name: string; strong: boolean }>

export type Paragraph = readonly Span[]

/** What a mail says, before it is laid out. */
export type MailContent = Readonly<{
  lang: string
  dir: 'ltr' | 'rtl'
  subject: string
  lead: readonly Paragraph[]
  action: Readonly<{ label: string; link: string }> | undefined
  /** Below the button, smaller. */
  below: readonly Paragraph[]
  /** Below the line. */
  foot: readonly Paragraph[]
  /** Who writes: the last line. The accent has the form #rrggbb. */
  tenant: Readonly<{ name: string; host: string; accent: string }>
}>

export type MailBodies = Readonly<{ text: string; html: string }>

export type MailMessage = MailBodies &
  Readonly<{
    /** A UUID: the same at each try, so that a mail that went out twice can be known for one. */
    id: string
    kind: string
    from: Readonly<{ name: string; address: string }>
    to: string
    subject: string
    lang: string
    /** The one in it, for dev mode. */
    link: string | undefined
    /** In seconds. */
    created_at: number
  }>

export type Mail = Readonly<{
  /** False: there is no SMTP server, and whatever needs mail is not offered. */
  is_configured: boolean
  layOut: (content: MailContent) => MailBodies
  /** Resolves once another server has taken the message. @throws {Error} saying what that server said */
  send: (message: MailMessage) => Promise<void>
  /** The message as it goes over the wire. */
  source: (message: MailMessage) => Promise<string>
}>
