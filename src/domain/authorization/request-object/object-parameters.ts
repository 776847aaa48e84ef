/**
 * The parameters of a request whose client signed it: those in the request object, and where OpenID Connect lets them, those
 * beside it.
 *
 * Implements: RFC 9101 §4, §5, §6.3; OpenID Connect Core 1.0 §6.1, §6.3.3.
 */
import type { Client } from '../../clients/client.ts'
import { OAuthError } from '../../oauth-error.ts'
import type { Parameters } from '../../parameters.ts'
import { asksForOpenid } from '../redirect-target.ts'
import { type ObjectClaims, objectRefused } from './object-rule.ts'

/** What a JWT says of itself (RFC 7519 §4.1). */
const OF_THE_JWT = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'])

/** Numbers and objects, such as max_age and claims, as they would stand in a query. */
export function parametersOf(claims: ObjectClaims): Parameters {
  const entries = Object.entries(claims).flatMap(([name, value]) =>
    OF_THE_JWT.has(name) || value === null || value === '' ? [] : [[name, textOf(value)]],
  )
  return Object.fromEntries(entries)
}

/** Texts in an array are a parameter that came more than once. */
function textOf(value: unknown): string | readonly string[] {
  if (typeof value === 'string') return value
  const isRepeated = Array.isArray(value) && value.every((each) => typeof each === 'string')
  return isRepeated ? value : JSON.stringify(value)
}

/**
 * RFC 9101 has the object stand alone. OpenID Connect lets parameters stand beside it, in a request that asks for openid
 * there; not for a client that always signs, since nobody signed those.
 *
 * @throws {OAuthError} `invalid_request_object`; `invalid_request` when response_type differs
 */
export function signedParameters({ metadata }: Client, beside: Parameters, claims: ObjectClaims): Parameters {
  const stated = parametersOf(claims)
  const { request: _request, request_uri: _request_uri, ...others } = beside
  if (!metadata.require_signed_request_object && asksForOpenid(beside)) {
    checkSameResponseType(beside, stated)
    return { ...others, ...stated }
  }
  if (stated['client_id'] === undefined) {
    throw objectRefused('client_id is missing in the request object.', 'request-object-client-missing')
  }
  return stated
}

/** Core §6.1: the one outside is what makes the request one of OAuth 2.0. */
function checkSameResponseType(beside: Parameters, stated: Parameters): void {
  const { response_type: outside } = beside
  const { response_type: inside } = stated
  if (outside === undefined || inside === undefined || outside === inside) return
  throw new OAuthError(
    'invalid_request',
    'response_type in the request object does not agree with the one outside.',
    {
      reason: 'request-object-response-type-differs',
      sent: String(inside),
      expected: String(outside),
    },
  )
}
