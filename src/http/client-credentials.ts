/**
 * What a request says about its client, taken from the Authorization header and the form.
 *
 * Implements: RFC 6749 §2.3.1, §B; RFC 7617 §2; RFC 7523 §2.2.
 */
import type { FastifyRequest } from 'fastify'
import { readAssertion } from '../domain/clients/client-assertion.ts'
import type { ClientCredentials } from '../domain/clients/client-authentication.ts'
import { OAuthError } from '../domain/oauth-error.ts'
import { isStorable, optional } from '../domain/parameters.ts'
import { formOf } from './form.ts'

/** @throws {OAuthError} `invalid_request` when Basic credentials cannot be read; other schemes authenticate no client */
export function clientCredentials(request: FastifyRequest): ClientCredentials {
  const { authorization } = request.headers
  return {
    basic: authorization?.match(/^basic /i) ? readBasic(authorization.slice(6)) : undefined,
    parameters: formOf(request),
  }
}

/** Which client a request says it comes from, for the log. */
export function claimedClientId(request: FastifyRequest): string | undefined {
  try {
    const { basic, parameters } = clientCredentials(request)
    return basic?.client_id ?? readAssertion(parameters)?.client_id ?? optional(parameters, 'client_id')
  } catch {
    return undefined
  }
}

/** §2.3.1: each half is form-urlencoded before the two are joined. */
function readBasic(encoded: string) {
  const text = Buffer.from(encoded.trim(), 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 1) throw malformed()
  const client_id = formDecoded(text.slice(0, colon))
  if (!isStorable(client_id)) throw malformed()
  return { client_id, client_secret: formDecoded(text.slice(colon + 1)) }
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    throw malformed(cause)
  }
}

function malformed(cause?: unknown): OAuthError {
  return new OAuthError('invalid_request', 'The Authorization header is malformed.', {
    reason: 'basic-malformed',
    cause,
  })
}
