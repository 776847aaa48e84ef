/**
 * response_mode: how the answer travels.
 *
 * Implements: OAuth 2.0 Multiple Response Type Encoding Practices §2.1, §3, §5; OAuth 2.0 Form Post Response Mode §2;
 * OAuth 2.0 Web Message Response Mode §2.
 */
import type { Client } from '../../clients/client.ts'
import { isFrontChannel } from '../../clients/response-type.ts'
import { OAuthError } from '../../oauth-error.ts'
import { optional, type Parameters } from '../../parameters.ts'

export const RESPONSE_MODES = ['query', 'fragment', 'form_post', 'web_message'] as const

export type ResponseMode = (typeof RESPONSE_MODES)[number]

/**
 * The mode for any answer, an error too: one that is unknown, or may not be had, gives way to the default of the response
 * type, and a response type that cannot be read to one that the client is registered for.
 */
export function responseModeOf(parameters: Parameters, client: Client, redirect_uri: string): ResponseMode {
  const sent = parameters['response_type']
  const words = typeof sent === 'string' ? sent : (client.metadata.response_types[0] ?? '')
  const asked = RESPONSE_MODES.find((mode) => mode === parameters['response_mode'])
  const mayBeHad = asked !== undefined && modeFault(asked, words, client, redirect_uri) === undefined
  return mayBeHad ? asked : isFrontChannel(words) ? 'fragment' : 'query'
}

/** @throws {OAuthError} `invalid_request` for a mode that is not served, or not for such an answer */
export function checkResponseMode(
  parameters: Parameters,
  response_type: string,
  client: Client,
  redirect_uri: string,
): void {
  const sent = optional(parameters, 'response_mode')
  if (sent === undefined) return
  const mode = RESPONSE_MODES.find((served) => served === sent)
  if (mode === undefined) {
    throw refused('response_mode is not supported.', 'response-mode-unsupported', sent, RESPONSE_MODES)
  }
  const fault = modeFault(mode, response_type, client, redirect_uri)
  if (fault !== undefined) throw refused(...fault)
}

type Fault = readonly [description: string, reason: string, sent: string, expected: readonly string[]]

function modeFault(
  mode: ResponseMode,
  response_type: string,
  { metadata }: Client,
  redirect_uri: string,
): Fault | undefined {
  // §3: addresses are logged and handed on, and no token may be among what is.
  if (mode === 'query' && isFrontChannel(response_type)) {
    const others = RESPONSE_MODES.filter((served) => served !== 'query')
    return ['No token is sent in a query.', 'response-mode-unfit', mode, others]
  }
  const { origin } = new URL(redirect_uri)
  if (mode === 'web_message' && !metadata.web_origins.includes(origin)) {
    const description = 'The origin of redirect_uri is not registered among web_origins.'
    return [description, 'web-origin-unregistered', origin, metadata.web_origins]
  }
  return undefined
}

const refused = (...[description, reason, sent, expected]: Fault): OAuthError =>
  new OAuthError('invalid_request', description, { reason, sent, expected: expected.join(' ') })
