/**
 * POST /passcode/login/start, POST /passcode/login/finish
 *
 * Implements: RFC 9807 §6; RFC 6454 §7; RFC 6585 §4; RFC 9110 §10.2.3.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps, TenantDeps } from '../deps.ts'
import { makeGauge } from '../domain/authentication/gauge.ts'
import { KNOWN_BROWSER_TTL } from '../domain/authentication/known-browser.ts'
import { finishLogin, type LoginFinish } from '../domain/authentication/login-finish.ts'
import { type LoginStart, startLogin } from '../domain/authentication/login-start.ts'
import { type CookiePurpose, readCookie, setCookie } from '../http/cookies.ts'
import { jsonErrorHandler, noStore } from '../http/error-replies.ts'
import { takeJsonOnly } from '../http/json-only.ts'
import { checkOrigin } from '../http/origin.ts'
import { requesterOf } from '../http/requester.ts'
import { tenantDeps } from '../http/tenant.ts'

/** Each costs a millisecond of this process; more at once would only wait for each other. */
const MOST_STARTS = 200
const BUSY_SECONDS = 5

const strict = { additionalProperties: false }

const Start = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\0]+$' }),
    ke1: Type.String({ minLength: 128, maxLength: 128 }),
    interaction: Type.String({ format: 'uuid' }),
  },
  strict,
)

const Finish = Type.Object(
  {
    challenge: Type.String({ maxLength: 36 }),
    ke3: Type.String({ maxLength: 86 }),
    proof: Type.String({ maxLength: 43 }),
  },
  strict,
)

const Started = Type.Object({
  challenge: Type.String(),
  ke2: Type.String(),
  ksf: Type.Object({ m: Type.Integer(), t: Type.Integer(), p: Type.Integer() }),
})

const Finished = Type.Object({
  ok: Type.Boolean(),
  next: Type.String(),
  upgrade: Type.Optional(Type.Object({ ticket: Type.String() })),
})

const Refused = Type.Object({
  error: Type.String(),
  error_description: Type.Optional(Type.String()),
  next: Type.Optional(Type.String()),
  retry_after: Type.Optional(Type.Integer()),
})

const answers = (success: Type.TObject) => ({ 200: success, '4xx': Refused, '5xx': Refused })

type Post<T extends Type.TSchema> = { Body: Type.Static<T> }

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
        return startLogin(scoped, { ...request.body, ...cookies, address: request.ip })
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
        requester: requesterOf(request),
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
  setCookie(deps, reply, 'session', outcome.session, deps.tenant.policy.session_ttl)
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
