/**
 * The one error of the protocol: a code for the wire, a description for the client's developer, a reason for the log.
 *
 * Implements: RFC 6749 §4.1.2.1, §5.2; RFC 6750 §3.1; RFC 8628 §3.5; OpenID Connect Core 1.0 §3.1.2.6.
 */

/** Every error code this server can send, and the HTTP status of its JSON form. */
export const OAUTH_ERROR_STATUS = {
  invalid_request: 400, // RFC 6749 §4.1.2.1, §5.2
  invalid_client: 401, // RFC 6749 §5.2
  invalid_grant: 400, // RFC 6749 §5.2
  unauthorized_client: 400, // RFC 6749 §4.1.2.1, §5.2
  unsupported_grant_type: 400, // RFC 6749 §5.2
  unsupported_response_type: 400, // RFC 6749 §4.1.2.1
  invalid_scope: 400, // RFC 6749 §4.1.2.1, §5.2
  access_denied: 403, // RFC 6749 §4.1.2.1
  authorization_pending: 400, // RFC 8628 §3.5
  slow_down: 400, // RFC 8628 §3.5
  expired_token: 400, // RFC 8628 §3.5
  server_error: 500, // RFC 6749 §4.1.2.1
  temporarily_unavailable: 503, // RFC 6749 §4.1.2.1
  invalid_token: 401, // RFC 6750 §3.1
  insufficient_scope: 403, // RFC 6750 §3.1
  login_required: 400, // Core §3.1.2.6
  consent_required: 400, // Core §3.1.2.6
  interaction_required: 400, // Core §3.1.2.6
  unmet_authentication_requirements: 400, // OpenID Connect Core Error Code unmet_authentication_requirements §2
  registration_not_supported: 400, // Core §3.1.2.6
  invalid_redirect_uri: 400, // RFC 7591 §3.2.2
  invalid_client_metadata: 400, // RFC 7591 §3.2.2
  invalid_software_statement: 400, // RFC 7591 §3.2.2
  unapproved_software_statement: 400, // RFC 7591 §3.2.2
  invalid_request_object: 400, // Core §3.1.2.6, RFC 9101 §6
  invalid_request_uri: 400, // Core §3.1.2.6, RFC 9101 §6
  invalid_target: 400, // RFC 8707 §2, RFC 8693 §2.2.2
} as const

export type OAuthErrorCode = keyof typeof OAUTH_ERROR_STATUS

/** What the log learns and the wire does not. */
export type Detail = Readonly<{
  /** A stable kebab-case word for the rule that refused. */
  reason?: string
  cause?: unknown
  /** What was sent and what was expected, when neither is secret. */
  sent?: string
  expected?: string
  /** Another status than that of the code: RFC 8628 §3.5 has those of RFC 6749 §5.2 for codes that are not its own. */
  status?: 400
  /** The request may be sent again after so many seconds. */
  retry_after?: number
}>

/** `description` goes to the client; `detail` goes to the log and nowhere else. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly code: OAuthErrorCode
  readonly description: string
  readonly detail: Detail

  constructor(code: OAuthErrorCode, description: string, detail: Detail = {}) {
    super(`${code}: ${description}`, { cause: detail.cause })
    this.code = code
    this.description = description
    this.detail = detail
  }

  get reason(): string | undefined {
    return this.detail.reason
  }

  get status(): number {
    return this.detail.status ?? OAUTH_ERROR_STATUS[this.code]
  }
}
