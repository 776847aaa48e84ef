/**
 * POST /passcode/upgrade/start, POST /passcode/upgrade/finish
 *
 * Implements: RFC 9807 §5; RFC 6454 §7; RFC 9110 §15.5.11.
 */
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../deps.ts'
import { finishUpgrade, startUpgrade } from '../domain/authentication/passcode-upgrade.ts'
import { readCookie } from '../http/cookies.ts'
import { jsonErrorHandler, noStore } from '../http/error-replies.ts'
import { takeJsonOnly } from '../http/json-only.ts'
import { checkOrigin } from '../http/origin.ts'
import { tenantDeps } from '../http/tenant.ts'

const strict = { additionalProperties: false }

const ticket = Type.String({ maxLength: 1000 })

const Start = Type.Object({ ticket, request: Type.String({ minLength: 43, maxLength: 43 }) }, strict)

const Finish = Type.Object(
  { ticket, record: Type.String({ minLength: 256, maxLength: 256, pattern: '^[A-Za-z0-9_-]*$' }) },
  strict,
)

const Started = Type.Object({
  ticket: Type.String(),
  response: Type.String(),
  ksf: Type.Object({ m: Type.Integer(), t: Type.Integer(), p: Type.Integer() }),
})

const Finished = Type.Object({ ok: Type.Literal(true) })

const Refused = Type.Object({ error: Type.String(), error_description: Type.Optional(Type.String()) })

const answers = (success: Type.TSchema) => ({ 200: success, '4xx': Refused, '5xx': Refused })

type Post<T extends Type.TSchema> = { Body: Type.Static<T> }

export const passcodeUpgradeRoutes: FastifyPluginAsync<Deps> = async (app, deps) => {
  app.setErrorHandler(jsonErrorHandler(deps, 'passcode-upgrade', 'Basic'))
  takeJsonOnly(app)

  app.post<Post<typeof Start>>(
    '/passcode/upgrade/start',
    { schema: { body: Start, response: answers(Started) } },
    async (request, reply) => {
      checkOrigin(deps, request)
      const scoped = await tenantDeps(deps, request)
      const browser = readCookie(scoped, request, 'browser') ?? ''
      const started = await startUpgrade(scoped, { ...request.body, browser })
      return started ? noStore(reply).send(started) : replyWithExpired(reply)
    },
  )

  app.post<Post<typeof Finish>>(
    '/passcode/upgrade/finish',
    { schema: { body: Finish, response: answers(Finished) } },
    async (request, reply) => {
      checkOrigin(deps, request)
      const scoped = await tenantDeps(deps, request)
      const browser = readCookie(scoped, request, 'browser') ?? ''
      const is_done = await finishUpgrade(scoped, { ...request.body, browser })
      return is_done ? noStore(reply).send({ ok: true }) : replyWithExpired(reply)
    },
  )
}

const replyWithExpired = (reply: FastifyReply): FastifyReply =>
  noStore(reply).code(410).send({ error: 'expired' })
