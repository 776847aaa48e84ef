/**
 * POST /passcode/upgrade/start, POST /passcode/upgrade/finish
 *
 * Implements: RFC 9807 §5; RFC 6454 §7; RFC 9110 §15.5.11.
 */
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { Deps } from '../deps.ts'
import { finishUpgrade, startUpgrade } from '../domain/authentication/passcode-upgrade.ts'
import { readCookie } from '../http/cookies.ts'
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
import { tenantDeps } from '../http/tenant.ts'
import { boolean, object, optional, type Schema, string } from '../primitives/json-schema.ts'

const ticket = string({ maxLength: 1000 })

const Start = object({ ticket, request: registrationRequest }, strict)

const Finish = object({ ticket, record: registrationRecord }, strict)

const Started = object({
  ticket: string(),
  response: string(),
  ksf: keyStretching,
})

const Finished = object({ ok: boolean() })

const Refused = object({ error: string(), error_description: optional(string()) })

const answers = (success: Schema<unknown>) => answersOf(success, Refused)

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
