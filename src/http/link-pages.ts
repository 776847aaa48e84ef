/**
 * The page of a link before it is used, and what is answered afterwards.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { KNOWN_BROWSER_TTL } from '../domain/authentication/known-browser.ts'
import { findInteraction, interactionUrl } from '../domain/authorization/interaction.ts'
import { findRedirectTarget } from '../domain/authorization/redirect-target.ts'
import { enrolmentUrl } from '../domain/enrolment/enrolment.ts'
import { methodOf } from '../domain/enrolment/finished-enrolment.ts'
import { forReader, readAt } from '../domain/languages.ts'
import { type Link, linkUrl } from '../domain/links/link.ts'
import type { LinkUse } from '../domain/links/use-link.ts'
import { usualMethod } from '../domain/tenants/tenant-policy.ts'
import { findUser } from '../domain/users/user.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { setCookie } from './cookies.ts'
import { csrfToken } from './csrf.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import {
  type LinkDonePage,
  sendDeadLinkPage,
  sendLinkCodePage,
  sendLinkDonePage,
  sendLinkPage,
} from './pages-link.ts'
import { setSessionCookies } from './session-cookies.ts'

type Scoped = PageDeps & TenantDeps

/** A link that was opened, and in which browser. */
export type OpenedLink = Readonly<{ token: string; link: Link; browser: string }>

export async function askToUseLink(deps: Scoped, reply: FastifyReply, opened: OpenedLink) {
  const { token, link, browser } = opened
  const spend_url = linkUrl(deps.tenant.base, token)
  const { frame, who, waiting } = await aboutLink(deps, opened)
  return sendLinkPage(reply, {
    frame,
    purpose: link.purpose,
    ...who,
    until: frame.words.dayAndTime(link.expires_at),
    spend_url,
    report_url: link.purpose === 'invite' ? `${spend_url}/stop` : undefined,
    csrf_token: csrfToken(deps, browser),
    redirect_uri: waiting?.redirect_uri,
  })
}

/** Used, old, unknown, of another tenant: whoever lost the way in finds one at the choice of ways. */
export function sendDeadLink(deps: Scoped, reply: FastifyReply): FastifyReply {
  const frame = tenantFrame(deps, deps.assets)
  return sendDeadLinkPage(reply, { frame, again_url: `${deps.tenant.base}/recover` })
}

export async function replyToUse(deps: Scoped, reply: FastifyReply, opened: OpenedLink, used: LinkUse) {
  const { base } = deps.tenant
  if (used.next === 'dead') return sendDeadLink(deps, reply)
  if (used.next === 'enrol') return reply.redirect(enrolmentUrl(base, used.enrolment), 303)
  if (used.next === 'code') {
    const { frame } = await aboutLink(readAt(deps, undefined), opened)
    return sendLinkCodePage(reply, { frame, code: used.code })
  }
  if (used.next === 'signed-in') {
    setSessionCookies(deps, reply, used.session)
    return reply.redirect(used.url, 303)
  }
  if (used.next === 'known-browser') setCookie(deps, reply, 'known', used.known, KNOWN_BROWSER_TTL)
  const enrolment = used.next === 'report' ? used.enrolment : undefined
  const way_back = enrolment === undefined ? undefined : enrolmentUrl(base, enrolment)
  return sendLinkDone(deps, reply, opened, used.next, way_back)
}

export async function sendLinkDone(
  deps: Scoped,
  reply: FastifyReply,
  opened: OpenedLink,
  done: LinkDonePage['done'],
  way_back?: string,
) {
  // The link is spent: there is nothing to come back to.
  const { frame, who, waiting } = await aboutLink(readAt(deps, undefined), opened)
  return sendLinkDonePage(reply, { frame, done, ...who, next_url: way_back ?? waiting?.url })
}

/** Whose link it is and what waits for it, in a frame that speaks to them. */
async function aboutLink(deps: Scoped, opened: OpenedLink) {
  const { user_id, email } = opened.link
  const user = user_id ? await findUser(deps, user_id) : undefined
  const waiting = await waitingRequest(deps, opened)
  return {
    frame: tenantFrame(forReader(deps, { user, ...waiting }), deps.assets),
    who: {
      username: user?.username,
      email: email === '' ? undefined : email,
      method: user ? await methodOf(deps, user) : usualMethod(deps.tenant.policy),
    },
    waiting,
  }
}

/** The authorization request that asked for the link, when it waits in this very browser. */
async function waitingRequest(deps: TenantDeps, { link, browser }: OpenedLink) {
  if (!link.interaction_id) return undefined
  const id = uuidText(link.interaction_id)
  const found = await findInteraction(deps, id, browser)
  if (found.fault !== undefined) return undefined
  const { interaction } = found
  const { parameters, return_to } = interaction
  const target = return_to === undefined ? await findRedirectTarget(deps, parameters) : undefined
  return { interaction, url: interactionUrl(deps.tenant.base, id), redirect_uri: target?.redirect_uri }
}
