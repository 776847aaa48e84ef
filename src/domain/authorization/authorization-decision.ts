/**
 * What an authorization request needs next: a person who signs in or up, a person who agrees, or nothing but the answer.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.3, §3.1.2.4, §3.1.2.6, §5.5.1.1; RFC 9470 §5; Initiating User Registration via OpenID Connect 1.0 §4.1.
 */
import { PASSCODE_ACR } from '../authentication/assurance.ts'
import type { Session } from '../authentication/session.ts'
import { type Connection, isFrom } from '../connections/connection.ts'
import { OAuthError } from '../oauth-error.ts'
import { type Admission, notAdmitted } from '../organizations/admission.ts'
import type { AddressStanding } from '../users/email-verification.ts'
import { fittingLevels } from './assurance-level.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { type Consent, covers } from './consent.ts'

export type Decision = Readonly<
  | { next: 'authenticate' | 'send-link' | 'sign-up' | 'connection' }
  | { next: 'not-admitted' | 'verify-email' | 'consent'; session: Session }
  | { next: 'respond'; session: Session }
>

/** What is known of the person in this browser, and of what was done for this very request. */
export type Standing = Readonly<{
  session: Session | undefined
  /** Where the request wants the person to sign in; undefined: anywhere. */
  connection: Connection | undefined
  /** The session began in this interaction. */
  has_signed_in_here: boolean
  /** Whether the person is one of those whom the request, and the client, are for. */
  admission: Admission
  /** Where the person's address stands before the tenant. */
  address: AddressStanding
  /** The person in the id_token_hint is another one. */
  hint_names_another: boolean
  consent: Consent | undefined
  has_consented_here: boolean
  /** The operator's own application is not asked about. */
  is_first_party: boolean
  /** The values of acr that a person can sign in with. */
  levels: readonly string[]
}>

/** prompt values that ask for a person even where one is signed in. */
const ASKING_AGAIN = ['login', 'select_account', 'create'] as const

/**
 * @throws {OAuthError} under `prompt=none`: `login_required`, `interaction_required` or `consent_required`; `access_denied`
 *   for somebody who does not get in; without it too, for whoever could never prove the address that the tenant wants proved;
 *   `unmet_authentication_requirements`
 */
export function decide(request: AuthorizationRequest, standing: Standing): Decision {
  const silent = request.prompt.has('none')
  const { session } = standing
  const levels = fittingLevels(request.acr, standing.levels)
  const isAtLevel = session !== undefined && levels?.includes(session.acr) !== false
  if (session === undefined || !isAtLevel || !isSignedInEnough(request, session, standing)) {
    if (silent) throw loginRequired(session)
    return { next: waysIn(request, standing, levels) }
  }
  if (standing.admission !== 'admitted') {
    if (silent) throw notAdmitted(standing.admission)
    return { next: 'not-admitted', session }
  }
  if (standing.address !== 'enough') {
    checkProvable(standing.address, silent)
    return { next: 'verify-email', session }
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

/** Where nothing but a mailed link gives the level, the page of the passcode would lead nowhere. */
function waysIn({ prompt }: AuthorizationRequest, standing: Standing, levels: readonly string[] | undefined) {
  if (standing.connection?.type === 'oidc') return 'connection'
  if (prompt.has('create') && !standing.has_signed_in_here) return 'sign-up'
  return levels?.includes(PASSCODE_ACR) === false ? 'send-link' : 'authenticate'
}

const loginRequired = (session: Session | undefined): OAuthError =>
  new OAuthError('login_required', 'The person is not signed in recently enough.', {
    reason: session === undefined ? 'no-session' : 'session-unfit',
  })

/** @throws {OAuthError} where nothing that the person could do now would help */
function checkProvable(address: AddressStanding, silent: boolean): void {
  if (silent) {
    throw new OAuthError('interaction_required', 'The person has not confirmed the address.', {
      reason: 'email-unverified',
    })
  }
  if (address === 'to-be-proved') return
  throw new OAuthError('access_denied', 'The person has no address that could be confirmed.', {
    reason: 'email-unprovable',
  })
}

/** Signing in or up for this very request satisfies prompt=login, =create and max_age=0, however quick the clock. */
function isSignedInEnough(request: AuthorizationRequest, session: Session, standing: Standing): boolean {
  if (standing.hint_names_another || !isFrom(session, standing.connection)) return false
  if (standing.has_signed_in_here) return true
  const { prompt, max_age, received_at } = request
  if (ASKING_AGAIN.some((value) => prompt.has(value)) || max_age === 0) return false
  return max_age === undefined || session.auth_time >= received_at - max_age
}

function isAgreed(request: AuthorizationRequest, standing: Standing): boolean {
  if (standing.has_consented_here) return true
  if (request.prompt.has('consent')) return false
  return standing.is_first_party || (standing.consent !== undefined && covers(standing.consent, request))
}
