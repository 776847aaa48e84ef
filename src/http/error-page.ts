/**
 * Faults as pages, for endpoints that people's browsers meet.
 *
 * Implements: RFC 6749 §4.1.2.1; OpenID Connect Core 1.0 §3.1.2.6.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import type { OAuthError } from '../domain/oauth-error.ts'
import { isoInstant } from '../primitives/clock.ts'
import { asOAuthError, noticeRefusal } from './error-replies.ts'
import type { ErrorKind } from './error-words.ts'
import { type PageDeps, plainFrame, tenantFrame } from './frame.ts'
import { type ErrorPage, sendErrorPage } from './pages.ts'
import { noticeTo } from './request-log.ts'
import { tenantDeps, UnknownTenantError } from './tenant.ts'

/** The page that fits a rule; every other fault of the request is `bad-request`. */
const KIND_OF_REASON: Readonly<Record<string, ErrorKind>> = {
  'redirect-uri-unregistered': 'unregistered-redirect',
  'client-unknown': 'unknown-client',
  'client-locked': 'unknown-client',
  'tenant-unknown': 'not-found',
  'form-forged': 'cookie-missing',
}

/** The error handler of route modules whose answers are pages. */
export function pageErrorHandler(deps: PageDeps, flow: string) {
  return async (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = asOAuthError(error)
    noticeRefusal({ notice: noticeTo(deps, request) }, flow, refusal)
    if (refusal.code === 'server_error') request.log.error(error, 'failed')
    const frame =
      error instanceof UnknownTenantError ? plainFrame(deps, deps.assets) : await frameOf(deps, request)
    return sendErrorPage(reply, { ...facts(deps, request, refusal.code), frame, kind: kindOf(refusal) })
  }
}

/** For addresses that are nothing. */
export function notFoundHandler(deps: PageDeps) {
  return async (request: FastifyRequest, reply: FastifyReply) =>
    sendErrorPage(reply, {
      ...facts(deps, request, 'not_found'),
      frame: plainFrame(deps, deps.assets),
      kind: 'not-found',
    })
}

/** A fault that has a page of its own, and perhaps a way on. */
export function sendFaultPage(
  deps: PageDeps & TenantDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  fault: Pick<ErrorPage, 'kind' | 'onward'>,
): FastifyReply {
  deps.notice({ flow: 'interaction', step: 'refused', rule: fault.kind })
  return sendErrorPage(reply, {
    ...facts(deps, request, fault.kind),
    frame: tenantFrame(deps, deps.assets),
    ...fault,
  })
}

const kindOf = (refusal: OAuthError): ErrorKind =>
  refusal.code === 'server_error' ? 'our-fault' : (KIND_OF_REASON[String(refusal.reason)] ?? 'bad-request')

/** When even the tenant cannot be read, the page is a plain one. */
async function frameOf(deps: PageDeps, request: FastifyRequest) {
  try {
    return tenantFrame(await tenantDeps(deps, request), deps.assets)
  } catch {
    return plainFrame(deps, deps.assets)
  }
}

const facts = (deps: PageDeps, request: FastifyRequest, code: string) => ({
  code,
  request_id: request.id,
  time: isoInstant(deps.now()),
  onward: undefined,
})
