/**
 * The second half of enrolling a passcode: the client's record is kept, and everything that comes with it becomes true at
 * once.
 *
 * Implements: RFC 9807 §5.2.3.
 */
import type { TenantDeps } from '../../deps.ts'
import type { NewRecord } from '../authentication/enrolment.ts'
import { takesMethod } from '../authentication/enrolment-policy.ts'
import { findKnownBrowsers } from '../authentication/known-browser.ts'
import { OAuthError } from '../oauth-error.ts'
import { enrolmentUrl } from './enrolment.ts'
import { finishAnew } from './finish-anew.ts'
import { finishSignUp } from './finish-sign-up.ts'
import { type EnrolmentPlace, openEnrolment } from './open-enrolment.ts'
import { type RegistrationRefusal, termsOf } from './registration-start.ts'

/** The cookies as they came, '' for none. */
export type RegistrationRecord = EnrolmentPlace &
  NewRecord &
  Readonly<{
    address: string
    known: string
    /** At a change: whether it signs the person out elsewhere. */
    sign_out_others: boolean
  }>

/** `session` and `known` are the texts of the cookies to set; the codes are shown this once. */
export type Enrolled = Readonly<{ recovery_codes: readonly string[]; session: string; known: string }>

export type RegistrationFinished = (Enrolled & Readonly<{ next: 'done'; url: string }>) | RegistrationRefusal

/** @throws {OAuthError} `invalid_request` without a first half, for a record that is none, and for a method not taken here */
export async function finishEnrolledRegistration(
  deps: TenantDeps,
  attempt: RegistrationRecord,
): Promise<RegistrationFinished> {
  const page = enrolmentUrl(deps.tenant.base, attempt.ticket)
  const opened = await openEnrolment(deps, attempt)
  if (opened.fault !== undefined) return { next: 'show', url: page }
  const { registration, purpose } = opened.enrolment
  if (registration === null) throw unfit('registration-not-started', 'The first step is missing.')
  if (!takesMethod(deps.tenant.policy, attempt.method)) {
    throw unfit('method-not-taken', 'A passcode is not made so here.')
  }
  const known = await findKnownBrowsers(deps, attempt.known)
  const made = { ...attempt, known, terms: termsOf(registration) }
  const outcome = await (opened.user
    ? finishAnew(deps, opened, opened.user, made)
    : finishSignUp(deps, opened, made))
  if (outcome === undefined) return { next: 'show', url: page }
  if ('next' in outcome) return outcome
  deps.notice({ flow: 'enrolment', step: purpose, client_id: opened.client?.client_id })
  return { next: 'done', url: `${page}/done`, ...outcome }
}

const unfit = (reason: string, description: string) =>
  new OAuthError('invalid_request', description, { reason })
