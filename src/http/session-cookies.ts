/**
 * The cookies of a session: its own, which no script sees, and the browser state beside it, which the page in the frame of
 * session management reads.
 *
 * Implements: OpenID Connect Session Management 1.0 §2, §3.2; RFC 6265 §4.1.2.6.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { findSession, type Session } from '../domain/authentication/session.ts'
import { browserState, NOBODY_STATE, sessionState } from '../domain/authentication/session-state.ts'
import type { RedirectTarget } from '../domain/authorization/redirect-target.ts'
import { type Handle, parseHandle } from '../primitives/time-ordered-id.ts'
import { clearCookie, readCookie, setCookie } from './cookies.ts'

type CookieDeps = Pick<TenantDeps, 'config' | 'secrets' | 'tenant'>

/** @param cookie of a session that has just begun, or goes on */
export function setSessionCookies(deps: CookieDeps, reply: FastifyReply, cookie: string): void {
  const { session_ttl } = deps.tenant.policy
  const { id } = parseHandle(cookie) as Handle
  setCookie(deps, reply, 'session', cookie, session_ttl)
  setCookie(deps, reply, 'state', browserState(deps, id), session_ttl)
}

export function clearSessionCookies(deps: CookieDeps, reply: FastifyReply): void {
  clearCookie(deps, reply, 'session')
  clearCookie(deps, reply, 'state')
}

/** The live session of the browser that asks. */
export const sessionOfBrowser = (
  deps: Pick<TenantDeps, 'db' | 'now' | 'tenant'>,
  request: FastifyRequest,
): Promise<Session | undefined> => findSession(deps, readCookie(deps, request, 'session'))

/**
 * What an answer to a client says of the browser's session, as the browser has it from this reply on.
 *
 * @returns undefined for an application on a device, whose address has no origin and which has no page to ask from
 */
export function sessionStateOf(
  deps: CookieDeps & Pick<TenantDeps, 'random'>,
  reply: FastifyReply,
  { client, redirect_uri }: Pick<RedirectTarget, 'client' | 'redirect_uri'>,
  session: Pick<Session, 'id'> | undefined,
): string | undefined {
  const { origin } = new URL(redirect_uri)
  if (origin === 'null') return undefined
  const state = browserState(deps, session?.id)
  if (state !== (readCookie(deps, reply.request, 'state') ?? NOBODY_STATE)) keepState(deps, reply, state)
  return sessionState(deps, client.client_id, origin, state)
}

function keepState(deps: CookieDeps, reply: FastifyReply, state: string): void {
  if (state === NOBODY_STATE) clearCookie(deps, reply, 'state')
  else setCookie(deps, reply, 'state', state, deps.tenant.policy.session_ttl)
}
