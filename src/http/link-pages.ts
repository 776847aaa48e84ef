/**
 * The page of a link before it is used, and what is answered afterwards.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { KNOWN_BROWSER_TTL } from '../domain/authentication/known-browser.ts'
import { findInteraction, interactionUrl } from '../domain/authorization/interaction.ts'
import { findRedirectTarget } from '../domain/authorization/redirect-target.ts'
import { enrolmentUrl } from '../domain/enrolment/enrolment.ts'
import { type Link, linkUrl } from '../domain/links/link.ts'
import type { LinkUse } from '../domain/links/use-link.ts'
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

type Scoped = PageDeps & TenantDeps

/** A link that was opened, and in which browser. */
export type OpenedLink = Readonly<{ token: string; link: Link; browser: string }>

export async function askToUseLink(deps: Scoped, reply: FastifyReply, opened: OpenedLink) {
  const { token, link, browser } = opened
  const spend_url = linkUrl(deps.tenant.issuer, token)
  return sendLinkPage(reply, {
    frame: tenantFrame(deps, deps.assets),
    purpose: link.purpose,
    ...(await whoseLink(deps, link)),
    until: DAY_AND_TIME.format(link.expires_at * 1000),
    spend_url,
    report_url: link.purpose === 'invite' ? `${spend_url}/stop` : undefined,
    csrf_token: csrfToken(deps, browser),
    redirect_uri: (await waitingRequest(deps, opened))?.redirect_uri,
  })
}

/** Used, old, unknown, of another tenant: whoever lost the way in finds one at the choice of ways. */
export function sendDeadLink(deps: Scoped, reply: FastifyReply): FastifyReply {
  const frame = tenantFrame(deps, deps.assets)
  return sendDeadLinkPage(reply, { frame, again_url: `${deps.tenant.issuer}/recover` })
}

export async function replyToUse(deps: Scoped, reply: FastifyReply, opened: OpenedLink, used: LinkUse) {
  const { issuer, policy } = deps.tenant
  if (used.next === 'dead') return sendDeadLink(deps, reply)
  if (used.next === 'enrol') return reply.redirect(enrolmentUrl(issuer, used.enrolment), 303)
  if (used.next === 'code') {
    return sendLinkCodePage(reply, { frame: tenantFrame(deps, deps.assets), code: used.code })
  }
  if (used.next === 'signed-in') {
    setCookie(deps, reply, 'session', used.session, policy.session_ttl)
    return reply.redirect(used.url, 303)
  }
  if (used.next === 'known-browser') setCookie(deps, reply, 'known', used.known, KNOWN_BROWSER_TTL)
  const enrolment = used.next === 'report' ? used.enrolment : undefined
  const way_back = enrolment === undefined ? undefined : enrolmentUrl(issuer, enrolment)
  return sendLinkDone(deps, reply, opened, used.next, way_back)
}

export async function sendLinkDone(
  deps: Scoped,
  reply: FastifyReply,
  opened: OpenedLink,
  done: LinkDonePage['done'],
  way_back?: string,
) {
  return sendLinkDonePage(reply, {
    frame: tenantFrame(deps, deps.assets),
    done,
    ...(await whoseLink(deps, opened.link)),
    next_url: way_back ?? (await waitingRequest(deps, opened))?.url,
  })
}

async function whoseLink(deps: TenantDeps, { user_id, email }: Link) {
  const user = user_id ? await findUser(deps, user_id) : undefined
  return { username: user?.username, email: email === '' ? undefined : email }
}

/** The authorization request that asked for the link, when it waits in this very browser. */
async function waitingRequest(deps: TenantDeps, { link, browser }: OpenedLink) {
  if (!link.interaction_id) return undefined
  const id = uuidText(link.interaction_id)
  const found = await findInteraction(deps, id, browser)
  if (found.fault !== undefined) return undefined
  const { parameters, return_to } = found.interaction
  const target = return_to === undefined ? await findRedirectTarget(deps, parameters) : undefined
  return { url: interactionUrl(deps.tenant.issuer, id), redirect_uri: target?.redirect_uri }
}

/** Of a stated zone, since nobody knows the reader's. */
const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
  timeZoneName: 'short',
})
