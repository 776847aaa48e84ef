/**
 * GET /demo/television, where a television shows its code, and POST /demo/television/ask, with which it asks whether somebody
 * has answered; GET /demo/television/begin, which begins.
 *
 * Implements: RFC 8628 §3.2, §3.3.1, §3.4, §3.5.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { checkCsrf, csrfToken } from '../http/csrf.ts'
import { type PageDeps, plainFrame } from '../http/frame.ts'
import { sendTelevisionPage } from './demo-page.ts'
import type { DemoDeps } from './demo-sign-in.ts'
import { refusedBy } from './refused.ts'
import { beginOnTelevision, pollOnTelevision, type Television } from './television.ts'

export function televisionRoutes(app: FastifyInstance, deps: DemoDeps & PageDeps): void {
  const { application, browsers, now } = deps
  const place = `${application.url}/television`

  app.get('/demo/television/begin', async (request, reply) => {
    const browser = browsers.open(request)
    const { signed_in } = browser.session
    try {
      browsers.keep(reply, browser, { signed_in, television: await beginOnTelevision(application, now()) })
      return reply.redirect(place, 303)
    } catch (fault) {
      browsers.keep(reply, browser, { signed_in, refused: refusedBy('Step 1, ask for a code', fault) })
      return reply.redirect(application.url, 303)
    }
  })

  app.get('/demo/television', (request, reply) => {
    const { id, session } = browsers.open(request)
    // Loaded again after it was answered, the page has nothing left to show.
    if (id === undefined || !session.television) return reply.redirect(application.url, 303)
    return sendTelevisionPage(reply, plainFrame(deps, deps.assets), session.television, {
      url: place,
      now: now(),
      csrf_token: csrfToken(deps, id),
    })
  })

  app.post('/demo/television/ask', async (request, reply) => {
    const browser = browsers.open(request)
    checkCsrf(deps, request, browser.id)
    const { television } = browser.session
    if (!television) return reply.redirect(application.url, 303)
    const isWaiting = await ask(deps, request, reply, television)
    return reply.redirect(isWaiting ? place : application.url, 303)
  })
}

/** @returns whether nobody has answered yet */
async function ask(
  { browsers, now }: DemoDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  television: Television,
): Promise<boolean> {
  const browser = browsers.open(request)
  const { signed_in: before } = browser.session
  try {
    const signed_in = await pollOnTelevision(television, now())
    if (signed_in) browsers.renew(reply, browser, { signed_in })
    else {
      const polls = television.polls + 1
      browsers.keep(reply, browser, { signed_in: before, television: { ...television, polls } })
    }
    return signed_in === undefined
  } catch (fault) {
    browsers.keep(reply, browser, {
      signed_in: before,
      refused: refusedBy('Step 4, code becomes tokens', fault),
    })
    return false
  }
}
