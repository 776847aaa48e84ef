/**
 * Faults as pages, for endpoints that people's browsers meet.
 *
 * Implements: RFC 6749 §4.1.2.1; OpenID Connect Core 1.0 §3.1.2.6.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import type { OAuthError } from '../domain/oauth-error.ts'
import type { Parameters } from '../domain/parameters.ts'
import { asOAuthError, noticeRefusal } from './error-replies.ts'
import type { ErrorKind } from './error-words.ts'
import { formOf } from './form.ts'
import { type PageDeps, plainFrame, tenantFrame } from './frame.ts'
import { type ErrorPage, type Frame, sendErrorPage } from './pages.ts'
import { languagesFor } from './reader.ts'
import { noticeTo, tenantIdOf } from './request-log.ts'
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
      error instanceof UnknownTenantError ? frameOfNobody(deps, request) : await frameOf(deps, request)
    const kind = kindOf(refusal)
    const onward = kind === 'our-fault' ? tryAgain(deps, request) : undefined
    const explained = explainedBy(deps, request, refusal)
    return sendErrorPage(reply, { ...facts(deps, request, frame, refusal.code), kind, onward, explained })
  }
}

/** For addresses that are nothing. */
export function notFoundHandler(deps: PageDeps) {
  return async (request: FastifyRequest, reply: FastifyReply) =>
    sendErrorPage(reply, {
      ...facts(deps, request, frameOfNobody(deps, request), 'not_found'),
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
  plainFrame({ ...deps, languages: languagesFor(deps, request, undefined) }, deps.assets)

/** The same page once more; a form is not sent again by a link. */
const tryAgain = ({ config }: PageDeps, { method, url }: FastifyRequest): ErrorPage['onward'] =>
  method === 'GET' ? { url: `${config.public_url}${url}`, client_name: undefined } : undefined

const facts = (deps: PageDeps, request: FastifyRequest, frame: Frame, code: string) => ({
  frame,
  code,
  request_id: request.id,
  time: frame.words.dateAndTime(deps.now()),
  onward: undefined,
  explained: undefined,
})
