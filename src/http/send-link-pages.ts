/**
 * What the pages of signing in by mail show.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { readAt } from '../domain/languages.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { csrfToken } from './csrf.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import type { Waiting } from './interaction.ts'
import { sendAskForMailPage, sendLookInYourMailPage } from './pages-recovery.ts'

type Scoped = PageDeps & TenantDeps

/** Somebody who asks to sign in by mail, and what was typed. */
export type LinkAsked = Readonly<{ scoped: Scoped; waiting: Waiting; username: string }>

export function sendLinkForm(
  reply: FastifyReply,
  { scoped, waiting, username }: LinkAsked,
  wait: number | undefined,
): FastifyReply {
  const { base } = scoped.tenant
  const id = uuidText(waiting.interaction.id)
  return sendAskForMailPage(reply, {
    frame: tenantFrame(scoped, scoped.assets),
    purpose: 'sign-in',
    username,
    email: '',
    wait,
    form_url: `${base}/send-link/${id}`,
    back_url: `${base}/sign-in/${id}`,
    csrf_token: csrfToken(scoped, waiting.browser),
  })
}

export function sendLinkSent(
  reply: FastifyReply,
  { scoped, waiting, username }: LinkAsked,
  is_wrong_code: boolean,
): FastifyReply {
  const { base } = scoped.tenant
  const id = uuidText(waiting.interaction.id)
  const url = `${base}/send-link/${id}`
  const here = `${url}/code?${new URLSearchParams({ username })}`
  return sendLookInYourMailPage(reply, {
    frame: tenantFrame(readAt(scoped, here), scoped.assets),
    purpose: 'sign-in',
    email: undefined,
    again_url: url,
    fields: { username },
    other_url: `${base}/sign-in/${id}`,
    code_url: `${url}/code`,
    is_wrong_code,
    csrf_token: csrfToken(scoped, waiting.browser),
    redirect_uri: waiting.target.redirect_uri,
  })
}
