/**
 * Faults as JSON, for endpoints that programs call.
 *
 * Implements: RFC 6749 §5.2; RFC 6750 §3; RFC 7009 §2.2.1; RFC 9110 §10.2.3; RFC 9728 §5.1.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { OAuthError } from '../domain/oauth-error.ts'
import { claimedClientId } from './client-credentials.ts'
import { CROSS_ORIGIN } from './cross-origin.ts'
import { noticeTo } from './request-log.ts'
import { UnknownTenantError } from './tenant.ts'

/** Keeps an answer out of every cache (RFC 6749 §5.1). */
const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' }

export const noStore = (reply: FastifyReply): FastifyReply => reply.headers(NO_STORE)

/** Headers of endpoints that take or give tokens: kept nowhere, and readable by applications in browsers. */
const TOKEN_HEADERS = { ...NO_STORE, ...CROSS_ORIGIN }

export const tokenHeaders = (reply: FastifyReply): FastifyReply => reply.headers(TOKEN_HEADERS)

/** The scheme of an endpoint's WWW-Authenticate. */
type Challenge = 'Basic' | 'Bearer'

/** Where a protected resource tells of itself (RFC 9728 §5.1). */
type ResourceMetadataUrl = (request: FastifyRequest) => string

/** The error handler of route modules whose answers are JSON. */
export function jsonErrorHandler(
  deps: Pick<Deps, 'notice'>,
  flow: string,
  challenge?: Challenge,
  resourceMetadata?: ResourceMetadataUrl,
) {
  return async (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = asOAuthError(error)
    noticeRefusal({ notice: noticeTo(deps, request) }, flow, refusal, claimedClientId(request))
    logFault(request, refusal, error)
    const authenticate = challengeText(challenge, refusal, resourceMetadata?.(request))
    if (authenticate !== undefined) reply.header('www-authenticate', authenticate)
    const { retry_after } = refusal.detail
    if (retry_after !== undefined) reply.header('retry-after', retry_after)
    return noStore(reply)
      .code(isTooLarge(error) ? 413 : refusal.status)
      .send({ error: refusal.code, error_description: refusal.description })
  }
}

/** RFC 9126 §2.3 wants it told; the others lose nothing by it. */
const isTooLarge = (error: FastifyError | Error): boolean => 'statusCode' in error && error.statusCode === 413

/** The same for endpoints that applications in browsers call. */
export function tokenErrorHandler(
  deps: Pick<Deps, 'notice'>,
  flow: string,
  challenge?: Challenge,
  resourceMetadata?: ResourceMetadataUrl,
) {
  const handle = jsonErrorHandler(deps, flow, challenge, resourceMetadata)
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) =>
    handle(error, request, tokenHeaders(reply))
}

/** What went wrong here is told to the administrator, with what to do where that is known. */
export function logFault(request: FastifyRequest, { code, reason }: OAuthError, error: Error): void {
  if (reason === 'no-room') request.log.error(error, 'the disk of the database is full: make room there')
  else if (code === 'server_error') request.log.error(error, 'failed')
}

/** How the system, SQLite and PostgreSQL say that a disk is full. */
const NO_ROOM: ReadonlySet<unknown> = new Set(['ENOSPC', 'SQLITE_FULL', '53100'])

/** What Fastify itself refuses (a body that is no form, one too large) is the client's fault; all else is ours. */
export function asOAuthError(error: FastifyError | Error): OAuthError {
  if (error instanceof OAuthError) return error
  if (error instanceof UnknownTenantError) {
    return new OAuthError('invalid_request', 'There is no such issuer here.', { reason: 'tenant-unknown' })
  }
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (status !== undefined && status >= 400 && status < 500) {
    return new OAuthError('invalid_request', 'The request is not of the form this endpoint takes.', {
      reason: 'request-unreadable',
      cause: error,
    })
  }
  if ('code' in error && NO_ROOM.has(error.code)) {
    return new OAuthError('temporarily_unavailable', 'This server cannot keep anything at the moment.', {
      reason: 'no-room',
      cause: error,
    })
  }
  return new OAuthError('server_error', 'Something went wrong here.', {
    reason: 'internal-error',
    cause: error,
  })
}

export function noticeRefusal(
  { notice }: Pick<Deps, 'notice'>,
  flow: string,
  error: OAuthError,
  client_id?: string,
): void {
  const { sent, expected } = error.detail
  const rule = error.reason ?? error.code
  notice({ flow, step: 'refused', error: error.code, rule, client_id, sent, expected })
}

/** RFC 6749 §5.2 has a challenge with 401 alone; RFC 6750 §3.1 with each of its own codes. */
function challengeText(
  scheme: Challenge | undefined,
  error: OAuthError,
  metadata: string | undefined,
): string | undefined {
  if (scheme === undefined) return undefined
  if (scheme === 'Basic') return error.status === 401 ? 'Basic realm="token"' : undefined
  // §3.1: a request without any token gets the scheme alone.
  const isBare = error.reason === 'token-missing'
  if (!isBare && !BEARER_ERRORS.has(error.code)) return undefined
  const told = [
    isBare ? [] : [`error="${error.code}"`, `error_description="${error.description}"`],
    error.code === 'insufficient_scope' ? `scope="${error.detail.expected}"` : [],
    metadata === undefined ? [] : `resource_metadata="${metadata}"`,
  ].flat()
  return ['Bearer', told.join(', ')].join(' ').trim()
}

const BEARER_ERRORS = new Set(['invalid_request', 'invalid_token', 'insufficient_scope'])
