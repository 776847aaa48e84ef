/**
 * POST /passcode/login/start, POST /passcode/login/finish
 *
 * Implements: RFC 9807 §6; RFC 6454 §7; RFC 6585 §4; RFC 9110 §10.2.3.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps, TenantDeps } from '../deps.ts'
import { makeGauge } from '../domain/authentication/gauge.ts'
import { KNOWN_BROWSER_TTL } from '../domain/authentication/known-browser.ts'
import { finishLogin, type LoginFinish } from '../domain/authentication/login-finish.ts'
import { type LoginStart, startLogin } from '../domain/authentication/login-start.ts'
import { type CookiePurpose, readCookie, setCookie } from '../http/cookies.ts'
import { jsonErrorHandler, noStore } from '../http/error-replies.ts'
import { takeJsonOnly } from '../http/json-only.ts'
import { answersOf, keyStretching, type Post, strict } from '../http/opaque-messages.ts'
import { checkOrigin } from '../http/origin.ts'
import { setSessionCookies } from '../http/session-cookies.ts'
import { tenantDeps } from '../http/tenant.ts'
import { boolean, integer, object, optional, type Schema, string } from '../primitives/json-schema.ts'

/** Each costs a millisecond of this process; more at once would only wait for each other. */
const MOST_STARTS = 200
const BUSY_SECONDS = 5

const Start = object(
  {
    username: string({ minLength: 1, maxLength: 200, pattern: '^[^\\0]+$' }),
    ke1: string({ minLength: 128, maxLength: 128 }),
    interaction: string({ format: 'uuid' }),
  },
  strict,
)

const Finish = object(
  {
    challenge: string({ maxLength: 36 }),
    ke3: string({ maxLength: 86 }),
    proof: string({ maxLength: 43 }),
  },
  strict,
)

const Started = object({
  challenge: string(),
  ke2: string(),
  ksf: keyStretching,
})

const Finished = object({
  ok: boolean(),
  next: string(),
  upgrade: optional(object({ ticket: string() })),
})

const Refused = object({
  error: string(),
  error_description: optional(string()),
  next: optional(string()),
  retry_after: optional(integer()),
})

const answers = (success: Schema<unknown>) => answersOf(success, Refused)

export const passcodeRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(jsonErrorHandler(deps, 'passcode'))
  takeJsonOnly(app)
  const admit = makeGauge(MOST_STARTS)

  app.post<Post<typeof Start>>(
    '/passcode/login/start',
    { schema: { body: Start, response: answers(Started) } },
    async (request, reply) => {
      checkOrigin(deps, request)
      const outcome = await admit(async () => {
        const scoped = await tenantDeps(deps, request)
        const cookies = {
          browser: cookieOf(scoped, request, 'browser'),
          known: cookieOf(scoped, request, 'known'),
        }
        return startLogin(scoped, { ...request.body, ...cookies, address: scoped.requester.address })
      })
      return replyToStart(noStore(reply), outcome)
    },
  )

  app.post<Post<typeof Finish>>(
    '/passcode/login/finish',
    { schema: { body: Finish, response: answers(Finished) } },
    async (request, reply) => {
      checkOrigin(deps, request)
      const scoped = await tenantDeps(deps, request)
      const outcome = await finishLogin(scoped, {
        ...request.body,
        browser: cookieOf(scoped, request, 'browser'),
        known: cookieOf(scoped, request, 'known'),
        session: cookieOf(scoped, request, 'session'),
        requester: scoped.requester,
      })
      return replyToFinish(scoped, noStore(reply), outcome)
    },
  )
}

const cookieOf = (deps: TenantDeps, request: FastifyRequest, purpose: CookiePurpose): string =>
  readCookie(deps, request, purpose) ?? ''

function replyToStart(reply: FastifyReply, outcome: LoginStart | 'full'): FastifyReply {
  if (outcome === 'full') return reply.code(503).header('retry-after', BUSY_SECONDS).send({ error: 'busy' })
  if (outcome.next === 'show') return replyWithExpired(reply, outcome.url)
  if (outcome.next === 'prove') return reply.send(outcome)
  if (outcome.next === 'prove-mailbox') {
    return reply.code(429).send({ error: 'prove_mailbox', next: outcome.url })
  }
  const { retry_after } = outcome
  return reply.code(429).header('retry-after', retry_after).send({ error: 'too_many', retry_after })
}

function replyToFinish(deps: TenantDeps, reply: FastifyReply, outcome: LoginFinish): FastifyReply {
  if (outcome.next === 'no-match') return reply.code(400).send({ error: 'no_match' })
  if (outcome.next === 'show') return replyWithExpired(reply, outcome.url)
  setSessionCookies(deps, reply, outcome.session)
  setCookie(deps, reply, 'known', outcome.known, KNOWN_BROWSER_TTL)
  const { url, upgrade } = outcome
  return reply.send({
    ok: true,
    next: url,
    ...(upgrade === undefined ? {} : { upgrade: { ticket: upgrade } }),
  })
}

const replyWithExpired = (reply: FastifyReply, next: string): FastifyReply =>
  reply.code(410).send({ error: 'expired', next })
