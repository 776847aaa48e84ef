/**
 * What went wrong at a provider of somebody else, as the refusal that this server makes of it.
 *
 * Implements: RFC 6749 §4.1.2.1; OpenID Connect Core 1.0 §3.1.3.7.
 */
import type { Deps } from '../../deps.ts'
import { OAuthError, type OAuthErrorCode } from '../oauth-error.ts'

type UpstreamFault = Extract<Awaited<ReturnType<Deps['upstream']['claims']>>, { detail: string }>

const REFUSALS: Readonly<
  Record<UpstreamFault['fault'], readonly [code: OAuthErrorCode, description: string, reason: string]>
> = {
  unreachable: ['temporarily_unavailable', 'The provider cannot be reached.', 'upstream-unreachable'],
  denied: ['access_denied', 'The person did not sign in at the provider.', 'upstream-denied'],
  refused: ['access_denied', 'The provider refused the sign-in.', 'upstream-refused'],
  invalid: ['access_denied', 'The answer of the provider cannot be trusted.', 'upstream-invalid'],
}

export function upstreamFault({ fault, detail }: UpstreamFault): OAuthError {
  const [code, description, reason] = REFUSALS[fault]
  return new OAuthError(code, description, { reason, sent: detail })
}
