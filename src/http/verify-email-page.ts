/**
 * The page that a person meets whose address is to be proved before an application is answered.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { CHANGE_EMAIL_PAGE } from '../domain/users/email-change.ts'
import type { User } from '../domain/users/user.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { csrfToken } from './csrf.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import type { Waiting } from './interaction.ts'
import { sendLookInYourMailPage } from './pages-recovery.ts'

export type Proving = Readonly<{ scoped: PageDeps & TenantDeps; waiting: Waiting; user: User }>

/** In the words of somebody new, who usually meets it. */
export function sendLookForProof(reply: FastifyReply, { scoped, waiting, user }: Proving): FastifyReply {
  const { base } = scoped.tenant
  return sendLookInYourMailPage(reply, {
    frame: tenantFrame(scoped, scoped.assets),
    purpose: 'sign-up',
    email: user.email,
    again_url: `${base}/verify-email/${uuidText(waiting.interaction.id)}`,
    fields: {},
    other_url: `${base}/${CHANGE_EMAIL_PAGE}`,
    code_url: undefined,
    is_wrong_code: false,
    csrf_token: csrfToken(scoped, waiting.browser),
    redirect_uri: undefined,
  })
}
