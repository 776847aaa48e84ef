/**
 * Cookies: one name for each tenant and purpose; `__Host-`, Secure and SameSite=None over https, since silent renewal in an
 * iframe needs that; Lax on plain-http loopback, and where no other site's page needs it.
 *
 * Implements: RFC 6265 §4.1.2; OpenID Connect Core 1.0 §3.1.2.3.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'

/**
 * `session`: who is signed in. `state`: that somebody is, for scripts. `browser`: which browser an interaction began in.
 * `known`: where somebody signed in before. `ended`: the session that has just ended. `language`: the one that was chosen; no
 * secret.
 */
export type CookiePurpose = 'session' | 'state' | 'browser' | 'known' | 'ended' | 'language'

/** No page of ours that another site may show in a frame reads these. */
const OWN_PAGES_ONLY: readonly CookiePurpose[] = ['ended', 'language']

type CookieDeps = Pick<TenantDeps, 'tenant'>

const isSecure = ({ tenant }: CookieDeps): boolean => tenant.origin.startsWith('https://')

export function cookieName(deps: CookieDeps, purpose: CookiePurpose): string {
  return `${isSecure(deps) ? '__Host-' : ''}vignette.${deps.tenant.id}.${purpose}`
}

/** None are read for what is the same for everybody, nor for what programs call. */
export const readCookie = (
  deps: CookieDeps,
  request: FastifyRequest,
  purpose: CookiePurpose,
): string | undefined => request.cookies?.[cookieName(deps, purpose)]

/** @param maxAge seconds; undefined: until the browser closes */
export function setCookie(
  deps: CookieDeps,
  reply: FastifyReply,
  purpose: CookiePurpose,
  value: string,
  maxAge?: number,
): void {
  reply.setCookie(cookieName(deps, purpose), value, {
    ...attributes(deps, purpose),
    ...(maxAge === undefined ? {} : { maxAge }),
  })
}

export function clearCookie(deps: CookieDeps, reply: FastifyReply, purpose: CookiePurpose): void {
  reply.clearCookie(cookieName(deps, purpose), attributes(deps, purpose))
}

function attributes(deps: CookieDeps, purpose: CookiePurpose) {
  const secure = isSecure(deps)
  const sameSite = secure && !OWN_PAGES_ONLY.includes(purpose) ? ('none' as const) : ('lax' as const)
  return { path: '/', httpOnly: purpose !== 'state', secure, sameSite }
}
