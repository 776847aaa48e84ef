/**
 * What the pages of getting back in show, made from where somebody stands.
 */
import type { FastifyReply } from 'fastify'
import { uuidText } from '../primitives/time-ordered-id.ts'
import {
  sendAskForMailPage,
  sendLookInYourMailPage,
  sendOneMoreThingPage,
  sendRecoveryChoicePage,
  sendRecoveryCodePage,
} from './pages-recovery.ts'
import type { RecoveryPlace } from './recovery-place.ts'

/** The ways that end on a page saying why they are not enough are shown too: people look for them. */
export function sendChoice(reply: FastifyReply, place: RecoveryPlace): FastifyReply {
  const { scoped, frame, interaction, base } = place
  const { tenant } = scoped
  return sendRecoveryChoicePage(reply, {
    frame,
    mail_url: scoped.mail.is_configured ? `${base}/mail` : undefined,
    code_url: `${base}/code`,
    contact: tenant.policy.contact,
    sign_in_url: interaction && `${tenant.base}/sign-in/${uuidText(interaction.id)}`,
  })
}

/** In tenants of the second step, and wherever no mail can be sent. */
export const sendOneMoreThing = (reply: FastifyReply, { scoped, frame }: RecoveryPlace): FastifyReply =>
  sendOneMoreThingPage(reply, { frame, contact: scoped.tenant.policy.contact })

/** What was typed, and how long to wait after too many. */
type Typed = Readonly<{ username: string; email: string; wait: number | undefined }>

export function sendMailForm(reply: FastifyReply, place: RecoveryPlace, typed: Typed): FastifyReply {
  const { frame, base, csrf_token } = place
  const form_url = `${base}/mail`
  return sendAskForMailPage(reply, {
    frame,
    purpose: 'recover',
    form_url,
    back_url: base,
    csrf_token,
    ...typed,
  })
}

export function sendLookInMail(
  reply: FastifyReply,
  { frame, base, csrf_token }: RecoveryPlace,
  fields: Readonly<{ username: string; email: string }>,
): FastifyReply {
  return sendLookInYourMailPage(reply, {
    frame,
    purpose: 'recover',
    email: undefined,
    again_url: `${base}/mail`,
    fields,
    other_url: base,
    code_url: undefined,
    is_wrong_code: false,
    csrf_token,
    redirect_uri: undefined,
  })
}

type TypedCode = Readonly<{ username: string; is_wrong: boolean; wait: number | undefined }>

export function sendCodeForm(reply: FastifyReply, place: RecoveryPlace, typed: TypedCode): FastifyReply {
  const { frame, base, csrf_token } = place
  return sendRecoveryCodePage(reply, {
    frame,
    form_url: `${base}/code`,
    back_url: base,
    csrf_token,
    ...typed,
  })
}
