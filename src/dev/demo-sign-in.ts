/**
 * GET /demo/sign-in, which sends the browser over, and GET /demo/callback, where it comes back.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1, §3.1.2.5, §3.1.2.6.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AuthorizationResponseError } from 'openid-client'
import type { Deps } from '../deps.ts'
import type { Parameters } from '../domain/parameters.ts'
import type { DemoBrowsers } from './demo-browser.ts'
import { type Refused, refusedBy } from './refused.ts'
import { type Application, beginSignIn, completeSignIn, type Pending } from './relying-party.ts'

/** What the routes of the demo application are handed. */
export type DemoDeps = Deps & Readonly<{ application: Application; browsers: DemoBrowsers }>

const NOT_WAITING: Refused = {
  step: 'Step 4, a code comes back',
  by_server: false,
  error: 'This browser has no sign-in under way here.',
  error_description: 'Its cookie is gone, or somebody else began.',
}

export function signInRoutes(app: FastifyInstance, deps: DemoDeps): void {
  const { application, browsers, now } = deps

  app.get<{ Querystring: Parameters }>('/demo/sign-in', async (request, reply) => {
    const browser = browsers.open(request)
    const { signed_in } = browser.session
    try {
      const begun = await beginSignIn(application, wishOf(request.query), now())
      browsers.keep(reply, browser, { signed_in, pending: begun.pending })
      return reply.redirect(begun.authorization_url, 303)
    } catch (fault) {
      browsers.keep(reply, browser, { signed_in, refused: refusedBy('Step 1, discover', fault) })
      return reply.redirect(application.url, 303)
    }
  })

  app.get('/demo/callback', async (request, reply) => {
    const { pending, signed_in } = browsers.open(request).session
    if (pending) await comeBack(deps, request, reply, pending)
    // Loaded again, the page has nothing left to do.
    else if (!signed_in) browsers.keep(reply, browsers.open(request), { refused: NOT_WAITING })
    return reply.redirect(application.url, 303)
  })
}

async function comeBack(deps: DemoDeps, request: FastifyRequest, reply: FastifyReply, pending: Pending) {
  const { browsers, config, now } = deps
  const browser = browsers.open(request)
  const callback = new URL(request.url, config.public_url)
  try {
    const signed_in = await completeSignIn(pending, callback, now())
    browsers.renew(reply, browser, { signed_in })
  } catch (fault) {
    const { signed_in } = browser.session
    browsers.keep(reply, browser, { signed_in, refused: refusedBy(stepOf(fault, callback, pending), fault) })
  }
}

/** An answer that is an error, or to somebody else's question, is never taken to the token endpoint. */
function stepOf(fault: unknown, callback: URL, { state }: Pending): string {
  const wasAnswered = fault instanceof AuthorizationResponseError
  const isOurs = callback.searchParams.get('state') === state
  return wasAnswered || !isOurs ? 'Step 4, a code comes back' : 'Step 5, code becomes tokens'
}

/** What a developer may add to the authorization request. */
function wishOf(query: Parameters): Record<string, string> {
  const wishes = ['prompt', 'login_hint'].flatMap((name) => {
    const value = query[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  return Object.fromEntries(wishes)
}
