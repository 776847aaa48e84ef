/**
 * response_mode: how the answer travels.
 *
 * Implements: OAuth 2.0 Multiple Response Type Encoding Practices §2.1; OAuth 2.0 Form Post Response Mode §2.
 */
import { OAuthError } from '../../oauth-error.ts'
import { optional, type Parameters } from '../../parameters.ts'

export const RESPONSE_MODES = ['query', 'form_post'] as const

export type ResponseMode = (typeof RESPONSE_MODES)[number]

/** The mode for any answer, an error too: a mode we do not know falls back to the default of the code flow. */
export function responseModeOf(parameters: Parameters): ResponseMode {
  return RESPONSE_MODES.find((mode) => mode === parameters['response_mode']) ?? 'query'
}

/** @throws {OAuthError} `invalid_request` for a mode that is not served */
export function checkResponseMode(parameters: Parameters): void {
  const sent = optional(parameters, 'response_mode')
  if (sent === undefined || RESPONSE_MODES.some((mode) => mode === sent)) return
  throw new OAuthError('invalid_request', 'response_mode is not supported.', {
    reason: 'response-mode-unsupported',
    sent,
    expected: RESPONSE_MODES.join(' '),
  })
}
