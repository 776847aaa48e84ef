/**
 * Where somebody stands who looks after the own account: signed in, or on the way to signing in and then back.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.3; RFC 9700 §4.7.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { type Account, decideAccount } from '../domain/account/account.ts'
import { startOwnInteraction } from '../domain/authorization/interaction.ts'
import { forReader } from '../domain/languages.ts'
import { browserOf } from './browser.ts'
import { readCookie } from './cookies.ts'
import { checkCsrf, csrfToken } from './csrf.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import type { Frame } from './pages.ts'
import { tenantDeps } from './tenant.ts'

export type AccountPlace = Readonly<{
  scoped: PageDeps & TenantDeps
  frame: Frame
  account: Account
  /** The cookie of known browsers, as it came. */
  known: string | undefined
  csrf_token: string
}>

export type AccountStep = (place: AccountPlace, request: FastifyRequest, reply: FastifyReply) => unknown

type AccountRoute = Readonly<{
  method: 'GET' | 'POST'
  /** Below the issuer. */
  path: string
  /** Where whoever signs in first comes back to; absent: the path itself. */
  page?: string | ((request: FastifyRequest) => string)
  /** Whether the passcode must have been proved a moment ago. */
  is_sensitive?: boolean
  step: AccountStep
}>

/** A form must be one of ours. */
export function serveAccount(app: FastifyInstance, deps: PageDeps, route: AccountRoute): void {
  const { method, path, page = path, is_sensitive = false, step } = route
  app.route({
    method,
    url: `/${path}`,
    handler: async (request, reply) => {
      const scoped = await tenantDeps(deps, request)
      const browser = browserOf(scoped, request, reply)
      const decision = await decideAccount(scoped, readCookie(scoped, request, 'session'), is_sensitive)
      if (decision.next === 'sign-in') {
        const id = await startOwnInteraction(
          forReader(scoped, { user: decision.present }),
          typeof page === 'string' ? page : page(request),
          decision.present?.username,
          browser,
        )
        return reply.redirect(`${scoped.tenant.base}/sign-in/${id}`, 303)
      }
      if (method === 'POST') checkCsrf(scoped, request, browser)
      const known = readCookie(scoped, request, 'known')
      return step(placeOf(scoped, decision.account, browser, known), request, reply)
    },
  })
}

function placeOf(
  deps: PageDeps & TenantDeps,
  account: Account,
  browser: string,
  known: string | undefined,
): AccountPlace {
  const scoped = forReader(deps, account)
  const frame = tenantFrame(scoped, scoped.assets)
  return { scoped, frame, account, known, csrf_token: csrfToken(scoped, browser) }
}

/** An address of the account's, below the base. */
export const accountUrl = ({ scoped }: Pick<AccountPlace, 'scoped'>, path: string): string =>
  `${scoped.tenant.base}/${path}`
