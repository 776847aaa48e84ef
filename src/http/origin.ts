/**
 * Whether a request was sent by a page of this server.
 *
 * Implements: RFC 6454 §7; RFC 9700 §4.7.
 */
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { OAuthError } from '../domain/oauth-error.ts'
import { originOf } from './own-host.ts'

/** Browsers send Origin with every POST; without it, the request is nobody's page. */
export const isOwnOrigin = (deps: Pick<Deps, 'config'>, request: FastifyRequest): boolean =>
  request.headers.origin === originOf(deps, request)

/** @throws {OAuthError} `access_denied`, reason `origin-foreign` */
export function checkOrigin(deps: Pick<Deps, 'config'>, request: FastifyRequest): void {
  if (isOwnOrigin(deps, request)) return
  throw new OAuthError('access_denied', 'The request was not sent by a page of this server.', {
    reason: 'origin-foreign',
    sent: request.headers.origin ?? 'none',
    expected: originOf(deps, request),
  })
}
