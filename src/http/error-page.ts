/**
 * Faults as pages, for endpoints that people's browsers meet.
 *
 * Implements: RFC 6749 §4.1.2.1; OpenID Connect Core 1.0 §3.1.2.6.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { OAuthError } from '../domain/oauth-error.ts'
import type { Parameters } from '../domain/parameters.ts'
import { asOAuthError, logFault, noticeRefusal } from './error-replies.ts'
import type { ErrorKind } from './error-words.ts'
import { formOf } from './form.ts'
import { type PageDeps, plainFrame, tenantFrame } from './frame.ts'
import { arrivedUrl, originOf } from './own-host.ts'
import { type ErrorPage, type Frame, sendErrorPage } from './pages.ts'
import { languagesFor } from './reader.ts'
import { noticeTo, tenantIdOf } from './request-log.ts'
import { AnotherHostError, tenantDeps, UnknownTenantError } from './tenant.ts'

/** The page that fits a rule; every other fault of the request is `bad-request`. */
const KIND_OF_REASON: Readonly<Record<string, ErrorKind>> = {
  'redirect-uri-unregistered': 'unregistered-redirect',
  'client-unknown': 'unknown-client',
  'client-locked': 'unknown-client',
  'tenant-unknown': 'not-found',
  'form-forged': 'cookie-missing',
  'no-room': 'our-fault',
  'too-many-departures': 'connection-failed',
  'upstream-state-unknown': 'connection-expired',
  'upstream-state-spent': 'connection-expired',
  'upstream-other-browser': 'cookie-missing',
  'upstream-denied': 'connection-denied',
  'upstream-refused': 'connection-failed',
  'upstream-unreachable': 'connection-failed',
  'upstream-invalid': 'connection-failed',
  'upstream-not-recent': 'connection-failed',
  'upstream-email-unverified': 'connection-address',
  'upstream-person-unknown': 'connection-stranger',
  'upstream-person-inactive': 'connection-stranger',
  'upstream-account-taken': 'connection-stranger',
}

/** The error handler of route modules whose answers are pages. */
export function pageErrorHandler(deps: PageDeps, flow: string) {
  return async (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    // The form of a request that is one is kept.
    if (error instanceof AnotherHostError) return reply.redirect(error.url, 307)
    const refusal = asOAuthError(error)
    noticeRefusal({ notice: noticeTo(deps, request) }, flow, refusal)
    logFault(request, refusal, error)
    const frame =
      error instanceof UnknownTenantError ? frameOfNobody(deps, request) : await frameOf(deps, request)
    const kind = kindOf(refusal)
    const onward = kind === 'our-fault' ? tryAgain(deps, request) : undefined
    const explained = explainedBy(deps, request, refusal)
    return sendErrorPage(reply, { ...facts(deps, request, frame, refusal.code), kind, onward, explained })
  }
}

/** For addresses that are nothing: a tenant's where it is known whose they would be. */
export function notFoundHandler(deps: PageDeps) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const frame =
      tenantIdOf(request) === undefined ? frameOfNobody(deps, request) : await frameOf(deps, request)
    return sendErrorPage(reply, { ...facts(deps, request, frame, 'not_found'), kind: 'not-found' })
  }
}

/**
 * The page of a refusal after which the person can try again.
 *
 * @throws what is no refusal
 */
export function sendRefusalPage(
  deps: PageDeps & TenantDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { flow, error, again }: Readonly<{ flow: string; error: unknown; again: string }>,
): FastifyReply {
  if (!(error instanceof OAuthError)) throw error
  noticeRefusal(deps, flow, error)
  return sendErrorPage(reply, {
    ...facts(deps, request, tenantFrame(deps, deps.assets), error.code),
    kind: kindOf(error),
    onward: { url: again, client_name: undefined },
    explained: explainedBy(deps, request, error),
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
    ...facts(deps, request, tenantFrame(deps, deps.assets), fault.kind),
    ...fault,
  })
}

const kindOf = (refusal: OAuthError): ErrorKind =>
  refusal.code === 'server_error' ? 'our-fault' : (KIND_OF_REASON[String(refusal.reason)] ?? 'bad-request')

const explainedBy = ({ explain }: PageDeps, request: FastifyRequest, { reason, detail }: OAuthError) =>
  explain?.({
    rule: reason,
    tenant_id: tenantIdOf(request),
    client_id: statedClientId(request),
    sent: detail.sent,
    expected: detail.expected,
  })

/** An authorization request names its client in the query or in the form. */
function statedClientId(request: FastifyRequest): string | undefined {
  const { client_id } = { ...(request.query as Parameters), ...formOf(request) }
  return typeof client_id === 'string' ? client_id : undefined
}

/** When even the tenant cannot be read, the page is a plain one. */
async function frameOf(deps: PageDeps, request: FastifyRequest) {
  try {
    return tenantFrame(await tenantDeps(deps, request), deps.assets)
  } catch {
    return frameOfNobody(deps, request)
  }
}

const frameOfNobody = (deps: PageDeps, request: FastifyRequest) =>
  plainFrame(
    { ...deps, languages: languagesFor(deps, request, undefined) },
    deps.assets,
    originOf(deps, request),
  )

/** The same page once more; a form is not sent again by a link. */
const tryAgain = (deps: PageDeps, request: FastifyRequest): ErrorPage['onward'] =>
  request.method === 'GET'
    ? { url: `${originOf(deps, request)}${arrivedUrl(request)}`, client_name: undefined }
    : undefined

const facts = (deps: PageDeps, request: FastifyRequest, frame: Frame, code: string) => ({
  frame,
  code,
  request_id: request.id,
  time: frame.words.dateAndTime(deps.now()),
  onward: undefined,
  explained: undefined,
})
