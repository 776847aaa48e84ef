/**
 * What the pages show on which a browser that is not known becomes known, by mail.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { csrfToken } from './csrf.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import type { WaitingSignIn } from './interaction.ts'
import { sendFirstShowPage, sendLookInYourMailPage } from './pages-recovery.ts'

/** Somebody whose browser is to become known, and what was typed. */
export type NewBrowserAsked = Readonly<{
  scoped: PageDeps & TenantDeps
  waiting: WaitingSignIn
  username: string
}>

export function sendNewBrowserForm(
  reply: FastifyReply,
  { scoped, waiting, username }: NewBrowserAsked,
  wait: number | undefined,
): FastifyReply {
  const { base, policy } = scoped.tenant
  const id = uuidText(waiting.interaction.id)
  return sendFirstShowPage(reply, {
    frame: tenantFrame(scoped, scoped.assets),
    username,
    wait,
    form_url: `${base}/new-browser/${id}`,
    code_url: `${base}/recover/${id}/code`,
    contact: policy.contact,
    csrf_token: csrfToken(scoped, waiting.browser),
  })
}

export function sendNewBrowserSent(
  reply: FastifyReply,
  { scoped, waiting, username }: NewBrowserAsked,
): FastifyReply {
  const { base } = scoped.tenant
  const id = uuidText(waiting.interaction.id)
  return sendLookInYourMailPage(reply, {
    frame: tenantFrame(scoped, scoped.assets),
    purpose: 'known-browser',
    email: undefined,
    again_url: `${base}/new-browser/${id}`,
    fields: { username },
    other_url: `${base}/new-browser/${id}`,
    code_url: undefined,
    is_wrong_code: false,
    csrf_token: csrfToken(scoped, waiting.browser),
    redirect_uri: undefined,
  })
}
