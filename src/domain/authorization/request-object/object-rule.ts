/**
 * What a request object must and must not say of itself, once its signature is right.
 *
 * Implements: RFC 9101 §4, §5, §6.1, §6.3, §10.8; RFC 7519 §4.1; RFC 8725 §3.9, §3.11; OpenID Connect Core 1.0 §6.1.
 */
import type { UnixSeconds } from '../../../primitives/clock.ts'
import { OAuthError } from '../../oauth-error.ts'

export type ObjectClaims = Readonly<Record<string, unknown>>

type Expected = Readonly<{ client_id: string; issuer: string; now: UnixSeconds }>

type Rule = Readonly<{
  reason: string
  description: string
  /** @returns what was sent, where it breaks the rule */
  broken: (claims: ObjectClaims, expected: Expected) => unknown
}>

/** By so many seconds the clock of the client may be ahead of ours. */
const SKEW = 30

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/** In the order of the claims in RFC 7519 §4.1, then what RFC 9101 adds. */
const RULES: readonly Rule[] = [
  {
    reason: 'request-object-issuer-wrong',
    description: 'iss of the request object must be the client_id.',
    broken: ({ iss }, { client_id }) => (iss === undefined || iss === client_id ? undefined : iss),
  },
  {
    // RFC 9101 §10.8: what a client authenticates with says so.
    reason: 'request-object-is-assertion',
    description: 'A request object must not have the client_id as its sub.',
    broken: ({ sub }, { client_id }) => (sub === client_id ? sub : undefined),
  },
  {
    reason: 'request-object-audience-wrong',
    description: 'aud of the request object must be the issuer.',
    broken: ({ aud }, { issuer }) => (aud === undefined || [aud].flat().includes(issuer) ? undefined : aud),
  },
  {
    reason: 'request-object-expired',
    description: 'The request object has expired.',
    broken: ({ exp }, { now }) => (exp === undefined || (isTime(exp) && exp > now) ? undefined : exp),
  },
  {
    reason: 'request-object-too-early',
    description: 'The request object is not valid yet.',
    broken: ({ nbf }, { now }) => (nbf === undefined || (isTime(nbf) && nbf <= now + SKEW) ? undefined : nbf),
  },
  {
    reason: 'request-object-from-the-future',
    description: 'The request object was made in the future.',
    broken: ({ iat }, { now }) => (iat === undefined || (isTime(iat) && iat <= now + SKEW) ? undefined : iat),
  },
  {
    reason: 'request-object-client-differs',
    description: 'client_id in the request object does not agree with the one outside.',
    broken: (claims, { client_id }) =>
      claims['client_id'] === undefined || claims['client_id'] === client_id
        ? undefined
        : claims['client_id'],
  },
  {
    reason: 'request-object-nested',
    description: 'A request object must not contain request or request_uri.',
    broken: ({ request, request_uri }) => request ?? request_uri,
  },
]

/** @throws {OAuthError} `invalid_request_object` with the first rule that is broken */
export function checkObjectClaims(claims: ObjectClaims, expected: Expected): void {
  for (const { reason, description, broken } of RULES) {
    const sent = broken(claims, expected)
    if (sent !== undefined) throw objectRefused(description, reason, JSON.stringify(sent))
  }
}

export const objectRefused = (description: string, reason: string, sent = '', expected = ''): OAuthError =>
  new OAuthError('invalid_request_object', description, { reason, sent, expected })
