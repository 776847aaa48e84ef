/**
 * POST /passcode/register/check, POST /passcode/register/start, POST /passcode/register/finish
 *
 * Implements: RFC 9807 §5; RFC 6454 §7; RFC 6585 §4; RFC 9110 §15.5.11.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps, TenantDeps } from '../deps.ts'
import { KNOWN_BROWSER_TTL } from '../domain/authentication/known-browser.ts'
import {
  finishEnrolledRegistration,
  type RegistrationFinished,
} from '../domain/enrolment/registration-finish.ts'
import {
  checkAccount,
  type RegistrationRefusal,
  startEnrolledRegistration,
} from '../domain/enrolment/registration-start.ts'
import { readCookie, setCookie } from '../http/cookies.ts'
import { jsonErrorHandler, noStore } from '../http/error-replies.ts'
import { takeJsonOnly } from '../http/json-only.ts'
import {
  answersOf,
  keyStretching,
  type Post,
  registrationRecord,
  registrationRequest,
  strict,
} from '../http/opaque-messages.ts'
import { checkOrigin } from '../http/origin.ts'
import { setSessionCookies } from '../http/session-cookies.ts'
import { tenantDeps } from '../http/tenant.ts'
import {
  array,
  boolean,
  choice,
  integer,
  object,
  optional,
  type Schema,
  string,
} from '../primitives/json-schema.ts'

const ticket = string({ format: 'uuid' })
/** Longer ones are refused in words by the rules of each. */
const stated = string({ maxLength: 1000, default: '' })
const person = { name: stated, username: stated, email: stated }

const Check = object({ ticket, ...person }, strict)

const Start = object({ ticket, request: registrationRequest, ...person }, strict)

const Finish = object(
  {
    ticket,
    record: registrationRecord,
    method: choice(['pin', 'pattern', 'none']),
    sign_out_others: boolean({ default: false }),
  },
  strict,
)

const Checked = object({ ok: boolean() })

const Started = object({
  response: string(),
  ksf: keyStretching,
})

const Finished = object({
  ok: boolean(),
  recovery_codes: array(string()),
  next: string(),
})

const Refused = object({
  error: string(),
  error_description: optional(string()),
  retry_after: optional(integer()),
  next: optional(string()),
})

const answers = (success: Schema<unknown>) => answersOf(success, Refused)

export const passcodeRegistrationRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(jsonErrorHandler(deps, 'enrolment', 'Basic'))
  takeJsonOnly(app)

  app.post<Post<typeof Check>>(
    '/passcode/register/check',
    { schema: { body: Check, response: answers(Checked) } },
    async (request, reply) => {
      const { scoped, place } = await placeOf(deps, request)
      const outcome = await checkAccount(scoped, { ...request.body, ...place })
      return outcome.next === 'ok' ? noStore(reply).send({ ok: true }) : replyToRefusal(reply, outcome)
    },
  )

  app.post<Post<typeof Start>>(
    '/passcode/register/start',
    { schema: { body: Start, response: answers(Started) } },
    async (request, reply) => {
      const { scoped, place } = await placeOf(deps, request)
      const { ticket, request: message, ...person } = request.body
      const attempt = { ticket, request: message, person, ...place }
      const outcome = await startEnrolledRegistration(scoped, attempt)
      return outcome.next === 'answer' ? noStore(reply).send(outcome) : replyToRefusal(reply, outcome)
    },
  )

  app.post<Post<typeof Finish>>(
    '/passcode/register/finish',
    { schema: { body: Finish, response: answers(Finished) } },
    async (request, reply) => {
      const { scoped, place } = await placeOf(deps, request)
      const known = readCookie(scoped, request, 'known') ?? ''
      const outcome = await finishEnrolledRegistration(scoped, { ...request.body, ...place, known })
      return replyToFinish(scoped, reply, outcome)
    },
  )
}

async function placeOf(deps: Deps, request: FastifyRequest) {
  checkOrigin(deps, request)
  const scoped = await tenantDeps(deps, request)
  const browser = readCookie(scoped, request, 'browser') ?? ''
  const session = readCookie(scoped, request, 'session') ?? ''
  return { scoped, place: { browser, session, address: request.ip } }
}

function replyToFinish(deps: TenantDeps, reply: FastifyReply, outcome: RegistrationFinished): FastifyReply {
  if (outcome.next !== 'done') return replyToRefusal(reply, outcome)
  const { recovery_codes, url, session, known } = outcome
  setSessionCookies(deps, reply, session)
  setCookie(deps, reply, 'known', known, KNOWN_BROWSER_TTL)
  return noStore(reply).send({ ok: true, recovery_codes, next: url })
}

function replyToRefusal(reply: FastifyReply, refusal: RegistrationRefusal): FastifyReply {
  noStore(reply)
  if (refusal.next === 'refuse') return reply.code(400).send({ error: refusal.error })
  if (refusal.next === 'show') return reply.code(410).send({ error: 'expired', next: refusal.url })
  const { retry_after } = refusal
  return reply.code(429).header('retry-after', retry_after).send({ error: 'too_many', retry_after })
}
