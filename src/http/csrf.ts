/**
 * Forms of ours: sent from a page of ours, in the browser that was given it.
 *
 * Implements: RFC 9700 §4.7; RFC 6454 §7.
 */
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { OAuthError } from '../domain/oauth-error.ts'
import { equalInConstantTime, hmacSha256 } from '../primitives/digest.ts'
import { formOf } from './form.ts'
import { isOwnOrigin } from './origin.ts'

/** @param cookie the value of a cookie that only this browser has */
export function csrfToken({ secrets }: Pick<Deps, 'secrets'>, cookie: string): string {
  return hmacSha256(secrets.derive('csrf'), cookie).toString('base64url')
}

/**
 * @param cookie the same cookie, as the form brought it along
 * @throws {OAuthError} `invalid_request`, reason `form-forged`
 */
export function checkCsrf(
  deps: Pick<Deps, 'secrets' | 'config'>,
  request: FastifyRequest,
  cookie: string | undefined,
): void {
  const { csrf_token } = formOf(request)
  const isOurs =
    isOwnOrigin(deps, request) &&
    cookie !== undefined &&
    typeof csrf_token === 'string' &&
    equalInConstantTime(Buffer.from(csrf_token), Buffer.from(csrfToken(deps, cookie)))
  if (isOurs) return
  throw new OAuthError(
    'invalid_request',
    'The form was not sent from a page of this server in this browser.',
    {
      reason: 'form-forged',
    },
  )
}
