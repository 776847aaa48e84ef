/**
 * The access token of a request: in the Authorization header or in the form.
 *
 * Implements: RFC 6750 §2.1, §2.2, §3.1. Not offered: §2.3, a token in the query, which logs and histories keep.
 */
import type { FastifyRequest } from 'fastify'
import { OAuthError } from '../domain/oauth-error.ts'
import { optional } from '../domain/parameters.ts'
import { formOf } from './form.ts'

/**
 * @returns undefined when there is none
 * @throws {OAuthError} `invalid_request` for two, or for a header that holds no token
 */
export function bearerToken(request: FastifyRequest): string | undefined {
  const inHeader = headerToken(request.headers.authorization)
  const inForm = optional(formOf(request), 'access_token')
  if (inHeader === undefined || inForm === undefined) return inHeader ?? inForm
  throw new OAuthError('invalid_request', 'The access token must be sent in one way only.', {
    reason: 'token-sent-twice',
  })
}

/** Another scheme is no token of this endpoint. */
export function headerToken(header: string | undefined): string | undefined {
  if (!header?.match(/^bearer( |$)/i)) return undefined
  const token = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(header)?.[1]
  if (token !== undefined) return token
  throw new OAuthError('invalid_request', 'The Authorization header is malformed.', {
    reason: 'bearer-malformed',
  })
}
