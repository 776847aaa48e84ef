/**
 * Faults as JSON, for endpoints that programs call.
 *
 * Implements: RFC 6749 §5.2; RFC 6750 §3; RFC 7009 §2.2.1.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { OAuthError } from '../domain/oauth-error.ts'
import { noticeTo } from './request-log.ts'
import { UnknownTenantError } from './tenant.ts'

/** Keeps an answer out of every cache (RFC 6749 §5.1). */
export function noStore(reply: FastifyReply): FastifyReply {
  return reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
}

/** The error handler of route modules whose answers are JSON. `challenge` is their WWW-Authenticate scheme. */
export function jsonErrorHandler(deps: Pick<Deps, 'notice'>, flow: string, challenge: 'Basic' | 'Bearer') {
  return async (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = asOAuthError(error)
    noticeRefusal({ notice: noticeTo(deps, request) }, flow, refusal)
    if (refusal.code === 'server_error') request.log.error(error, 'failed')
    if (refusal.status === 401 || challenge === 'Bearer') {
      reply.header('www-authenticate', challengeText(challenge, refusal))
    }
    return noStore(reply)
      .code(refusal.status)
      .send({ error: refusal.code, error_description: refusal.description })
  }
}

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
  notice({ flow, step: 'refused', rule: error.reason ?? error.code, client_id, sent, expected })
}

/** RFC 6750 §3: a request without any token gets the scheme alone. */
function challengeText(scheme: 'Basic' | 'Bearer', error: OAuthError): string {
  if (scheme === 'Basic') return 'Basic realm="token"'
  if (error.reason === 'token-missing') return 'Bearer'
  return `Bearer error="${error.code}", error_description="${error.description}"`
}
