/**
 * GET /device, POST /device/allow and /device/cancel, and what follows: GET /device/answered, GET /device/cancelled,
 * POST /device/take-back
 *
 * Implements: RFC 8628 §3.3, §3.3.1, §5.1, §5.4.
 */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import {
  allowDevice,
  findAllowedDevice,
  refuseDevice,
  takeBackDevice,
} from '../../domain/devices/device-answer.ts'
import { optional, type Parameters } from '../../domain/parameters.ts'
import { accountUrl, serveAccount } from '../../http/account-place.ts'
import { browserOf } from '../../http/browser.ts'
import { checkCsrf } from '../../http/csrf.ts'
import {
  answeredUrl,
  type DevicePlace,
  devicePlace,
  sendAnswered,
  sendCodeForm,
  sendQuestion,
} from '../../http/device-place.ts'
import { pageErrorHandler } from '../../http/error-page.ts'
import { fieldOf } from '../../http/form.ts'
import { takeFormsOnly } from '../../http/forms-only.ts'
import { type PageDeps, tenantFrame } from '../../http/frame.ts'
import { sendDeviceAnsweredPage } from '../../http/pages-device.ts'
import { tenantDeps } from '../../http/tenant.ts'

const PAGE = 'device'

type Step = (place: DevicePlace, reply: FastifyReply) => unknown

export const deviceRoutes: FastifyPluginAsync<PageDeps> = async (app, deps) => {
  app.setErrorHandler(pageErrorHandler(deps, 'device'))
  takeFormsOnly(app)

  app.get<{ Querystring: Parameters }>('/device', async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    const browser = browserOf(scoped, request, reply)
    const typed = optional(request.query, 'user_code')
    if (typed === undefined) {
      return sendCodeForm(reply, scoped, { typed: '', is_wrong: false, wait: undefined })
    }
    const place = await devicePlace(scoped, request, reply, { browser, typed })
    return place ? sendQuestion(reply, place) : reply
  })

  answer(app, deps, 'allow', async (place, reply) => {
    if (place.admission !== 'admitted') return sendQuestion(reply, place)
    const isAllowed = await allowDevice(place.scoped, place.device, place.account)
    return reply.redirect(isAllowed ? answeredUrl(place) : accountUrl(place, PAGE), 303)
  })

  answer(app, deps, 'cancel', async (place, reply) => {
    const isRefused = await refuseDevice(place.scoped, place.device)
    return reply.redirect(accountUrl(place, isRefused ? `${PAGE}/cancelled` : PAGE), 303)
  })

  app.get('/device/cancelled', async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    const frame = tenantFrame(scoped, deps.assets)
    return sendDeviceAnsweredPage(reply, { frame, answer: 'refused', take_back: undefined })
  })

  serveAnswered(app, deps)
}

/** A form must be one of ours. */
function answer(app: FastifyInstance, deps: PageDeps, path: string, step: Step): void {
  app.post(`/device/${path}`, async (request, reply) => {
    const scoped = await tenantDeps(deps, request)
    const browser = browserOf(scoped, request, reply)
    checkCsrf(scoped, request, browser)
    const place = await devicePlace(scoped, request, reply, { browser, typed: fieldOf(request, 'user_code') })
    return place ? step(place, reply) : reply
  })
}

function serveAnswered(app: FastifyInstance, deps: PageDeps): void {
  serveAccount(app, deps, {
    method: 'GET',
    path: `${PAGE}/answered`,
    page: PAGE,
    step: async (place, request, reply) => {
      const device = deviceIn(request)
      const allowed = await findAllowedDevice(place.scoped, place.account, device)
      return allowed
        ? sendAnswered(reply, place, device, allowed.isTakenBack)
        : reply.redirect(accountUrl(place, PAGE), 303)
    },
  })

  serveAccount(app, deps, {
    method: 'POST',
    path: `${PAGE}/take-back`,
    page: PAGE,
    step: async (place, request, reply) => {
      const device = fieldOf(request, 'device')
      const isTakenBack = await takeBackDevice(place.scoped, place.account, device)
      return reply.redirect(accountUrl(place, isTakenBack ? `${PAGE}/answered?device=${device}` : PAGE), 303)
    },
  })
}

const deviceIn = ({ query }: FastifyRequest): string => optional(query as Parameters, 'device') ?? ''
