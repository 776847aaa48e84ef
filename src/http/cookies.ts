/**
 * Cookies: one name for each tenant and purpose; `__Host-`, Secure and SameSite=None over https, since silent renewal in an
 * iframe needs that; Lax on plain-http loopback.
 *
 * Implements: RFC 6265 §4.1.2; OpenID Connect Core 1.0 §3.1.2.3.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'

/** `session`: who is signed in. `browser`: which browser an interaction began in. `known`: where somebody signed in before. */
export type CookiePurpose = 'session' | 'browser' | 'known'

type CookieDeps = Pick<TenantDeps, 'config' | 'tenant'>

const isSecure = ({ config }: CookieDeps): boolean => config.public_url.startsWith('https://')

export function cookieName(deps: CookieDeps, purpose: CookiePurpose): string {
  return `${isSecure(deps) ? '__Host-' : ''}vignette.${deps.tenant.id}.${purpose}`
}

export const readCookie = (
  deps: CookieDeps,
  request: FastifyRequest,
  purpose: CookiePurpose,
): string | undefined => request.cookies[cookieName(deps, purpose)]

/** @param maxAge seconds; undefined: until the browser closes */
export function setCookie(
  deps: CookieDeps,
  reply: FastifyReply,
  purpose: CookiePurpose,
  value: string,
  maxAge?: number,
): void {
  reply.setCookie(cookieName(deps, purpose), value, {
    ...attributes(deps),
    ...(maxAge === undefined ? {} : { maxAge }),
  })
}

export function clearCookie(deps: CookieDeps, reply: FastifyReply, purpose: CookiePurpose): void {
  reply.clearCookie(cookieName(deps, purpose), attributes(deps))
}

function attributes(deps: CookieDeps) {
  const secure = isSecure(deps)
  return { path: '/', httpOnly: true, secure, sameSite: secure ? ('none' as const) : ('lax' as const) }
}
