/**
 * The page of mails that would have been sent: all of them, and the chosen one in three ways.
 */
import type { FastifyReply } from 'fastify'
import type { Deps } from '../deps.ts'
import type { MailMessage } from '../domain/mail/mail.ts'
import type { Frame } from '../http/pages.ts'
import { pageHeaders } from '../http/security-headers.ts'
import { type ToldTime, tellTime } from './told-time.ts'

export const MAIL_VIEWS = ['html', 'text', 'source'] as const

export type MailView = (typeof MAIL_VIEWS)[number]

export type MailPage = Readonly<{
  frame: Frame
  mails: readonly Readonly<{
    subject: string
    to: string
    at: ToldTime
    url: string
    is_chosen: boolean
  }>[]
  chosen: ChosenMail | undefined
}>

type ChosenMail = Readonly<{
  subject: string
  from: string
  to: string
  link: string | undefined
  body_url: string
  views: readonly Readonly<{ title: string; url: string; is_shown: boolean }>[]
  /** undefined: it is shown as HTML. */
  text: string | undefined
}>

const TITLES: Readonly<Record<MailView, string>> = { html: 'As HTML', text: 'As text', source: 'Source' }

export async function sendMailPage(
  reply: FastifyReply,
  frame: Frame,
  { mail, now }: Pick<Deps, 'mail' | 'now'>,
  mails: readonly MailMessage[],
  chosen: MailMessage | undefined,
  view: MailView,
): Promise<FastifyReply> {
  const page: MailPage = {
    frame,
    mails: mails.map(({ id, subject, to, created_at }) => ({
      subject,
      to,
      at: tellTime(created_at, now()),
      url: urlOf(id, 'html'),
      is_chosen: id === chosen?.id,
    })),
    chosen: chosen && {
      subject: chosen.subject,
      from: `${chosen.from.name} <${chosen.from.address}>`,
      to: chosen.to,
      link: chosen.link,
      body_url: `/dev/mail/${chosen.id}/body`,
      views: MAIL_VIEWS.map((name) => ({
        title: TITLES[name],
        url: urlOf(chosen.id, name),
        is_shown: name === view,
      })),
      text: await textOf(mail, chosen, view),
    },
  }
  return reply.headers(headersWithFrames()).view('dev/mail', page)
}

const urlOf = (id: string, view: MailView): string => `/dev/mail/${id}/${view}`

async function textOf(mail: Deps['mail'], message: MailMessage, view: MailView): Promise<string | undefined> {
  if (view === 'html') return undefined
  return view === 'text' ? message.text : mail.source(message)
}

function headersWithFrames() {
  const headers = pageHeaders(undefined)
  return { ...headers, 'content-security-policy': `${headers['content-security-policy']}; frame-src 'self'` }
}
