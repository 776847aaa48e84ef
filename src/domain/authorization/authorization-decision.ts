/**
 * What an authorization request needs next: a person who signs in, a person who agrees, or nothing but the answer.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.3, §3.1.2.4, §3.1.2.6.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import type { Session } from '../authentication/session.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Scope } from '../scope.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

export type Decision = Readonly<
  { next: 'authenticate' } | { next: 'consent'; session: Session } | { next: 'respond'; session: Session }
>

/** What is known of the person in this browser, and of what was done for this very request. */
export type Standing = Readonly<{
  session: Session | undefined
  /** The session began in this interaction. */
  has_signed_in_here: boolean
  /** The person in the id_token_hint is another one. */
  hint_names_another: boolean
  consent: Readonly<{ scope: Scope; given_at: UnixSeconds }> | undefined
  has_consented_here: boolean
  /** The operator's own application is not asked about. */
  is_first_party: boolean
}>

/** @throws {OAuthError} `login_required` or `consent_required`, and only under `prompt=none` */
export function decide(request: AuthorizationRequest, standing: Standing): Decision {
  const silent = request.prompt.has('none')
  const { session } = standing
  if (session === undefined || !isSignedInEnough(request, session, standing)) {
    if (silent) {
      throw new OAuthError('login_required', 'The person is not signed in recently enough.', {
        reason: session === undefined ? 'no-session' : 'session-unfit',
      })
    }
    return { next: 'authenticate' }
  }
  if (!isAgreed(request, standing)) {
    if (silent)
      throw new OAuthError('consent_required', 'The person has not agreed to this client.', {
        reason: 'no-consent',
      })
    return { next: 'consent', session }
  }
  return { next: 'respond', session }
}

/** Signing in for this very request satisfies prompt=login and max_age=0, however quick the clock. */
function isSignedInEnough(request: AuthorizationRequest, session: Session, standing: Standing): boolean {
  if (standing.hint_names_another) return false
  if (standing.has_signed_in_here) return true
  const { prompt, max_age, received_at } = request
  if (prompt.has('login') || prompt.has('select_account') || max_age === 0) return false
  return max_age === undefined || session.auth_time >= received_at - max_age
}

function isAgreed({ scope, prompt }: AuthorizationRequest, standing: Standing): boolean {
  if (standing.has_consented_here) return true
  if (prompt.has('consent')) return false
  return (
    standing.is_first_party || (standing.consent !== undefined && scope.isSubsetOf(standing.consent.scope))
  )
}
