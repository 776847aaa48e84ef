/**
 * What the pages of changing one's address show.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { CHANGE_EMAIL_PAGE } from '../domain/users/email-change.ts'
import type { User } from '../domain/users/user.ts'
import { csrfToken } from './csrf.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import { type ChangeEmailPage, sendChangeEmailPage } from './pages-email.ts'
import { sendLookInYourMailPage } from './pages-recovery.ts'

/** Who changes it, and in which browser. */
export type ChangingEmail = Readonly<{ scoped: PageDeps & TenantDeps; user: User; browser: string }>

type Typed = Pick<ChangeEmailPage, 'email' | 'is_wrong' | 'wait'>

export function sendEmailForm(reply: FastifyReply, place: ChangingEmail, typed: Typed): FastifyReply {
  const { scoped, user, browser } = place
  return sendChangeEmailPage(reply, {
    frame: tenantFrame(scoped, scoped.assets),
    username: user.username,
    present: user.email_verified ? user.email : undefined,
    form_url: urlOf(place),
    back_url: `${scoped.tenant.base}/account`,
    csrf_token: csrfToken(scoped, browser),
    ...typed,
  })
}

export function sendLookInBoth(reply: FastifyReply, place: ChangingEmail, email: string): FastifyReply {
  const { scoped, browser } = place
  return sendLookInYourMailPage(reply, {
    frame: tenantFrame(scoped, scoped.assets),
    purpose: 'change-email',
    email,
    again_url: urlOf(place),
    fields: { email },
    other_url: urlOf(place),
    code_url: undefined,
    is_wrong_code: false,
    csrf_token: csrfToken(scoped, browser),
    redirect_uri: undefined,
  })
}

const urlOf = ({ scoped }: ChangingEmail): string => `${scoped.tenant.base}/${CHANGE_EMAIL_PAGE}`
