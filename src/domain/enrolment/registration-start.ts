/**
 * The first half of enrolling a passcode: what a newcomer states is checked, and the first message of the client answered.
 * It may be sent again, by another page of the same browser too, until the second half.
 *
 * Implements: RFC 9807 §5.2.2.
 */
import type { TenantDeps } from '../../deps.ts'
import { updateEnrolmentRegistration } from '../../store/enrolments.ts'
import {
  newRegistrationTerms,
  type RegistrationTerms,
  startRegistration,
} from '../authentication/enrolment.ts'
import type { KsfParameters } from '../authentication/login-start.ts'
import { enrolmentUrl } from './enrolment.ts'
import { ASKING_LIMITS, chargeAddress } from './enrolment-limits.ts'
import {
  accountFault,
  displayNameFault,
  type NewPerson,
  type PersonFault,
  statedPerson,
} from './new-person.ts'
import { type EnrolmentPlace, type OpenEnrolment, openEnrolment } from './open-enrolment.ts'

export type RegistrationRefusal = Readonly<
  | { next: 'refuse'; error: PersonFault }
  | { next: 'wait'; retry_after: number }
  /** It cannot go on; its address shows why. */
  | { next: 'show'; url: string }
>

/** `address` is the client's. */
export type RegistrationRequest = EnrolmentPlace &
  Readonly<{
    address: string
    /** base64url */
    request: string
    /** What a newcomer states; empty where it was not sent. */
    person: NewPerson
  }>

export type RegistrationStarted =
  | Readonly<{ next: 'answer'; response: string; ksf: KsfParameters }>
  | RegistrationRefusal

/** @throws {OAuthError} `invalid_request` when the client's message is not of the form */
export async function startEnrolledRegistration(
  deps: TenantDeps,
  attempt: RegistrationRequest,
): Promise<RegistrationStarted> {
  const opened = await admit(deps, attempt)
  if ('next' in opened) return opened
  const isNew = opened.enrolment.purpose === 'sign-up'
  const person = isNew ? personOf(opened, attempt.person) : undefined
  const error = person && (displayNameFault(person.name) ?? (await accountFault(deps, person)))
  if (error !== undefined) return refuse(deps, error)
  const terms = await keepTerms(deps, opened, person)
  if (!terms) return { next: 'show', url: enrolmentUrl(deps.tenant.base, attempt.ticket) }
  const { response, ksf_m, ksf_t, ksf_p } = await startRegistration(deps, attempt.request, terms)
  return { next: 'answer', response, ksf: { m: ksf_m, t: ksf_t, p: ksf_p } }
}

export type AccountRequest = EnrolmentPlace & Readonly<{ address: string; username: string; email: string }>

/** What a newcomer asks before anything else is chosen: the name may still be taken a moment later. */
export async function checkAccount(
  deps: TenantDeps,
  attempt: AccountRequest,
): Promise<Readonly<{ next: 'ok' }> | RegistrationRefusal> {
  const opened = await admit(deps, attempt)
  if ('next' in opened) return opened
  const error = await accountFault(deps, personOf(opened, { name: '', ...attempt }))
  return error === undefined ? { next: 'ok' } : refuse(deps, error)
}

async function admit(
  deps: TenantDeps,
  attempt: EnrolmentPlace & Readonly<{ address: string }>,
): Promise<OpenEnrolment | RegistrationRefusal> {
  const opened = await openEnrolment(deps, attempt)
  if (opened.fault !== undefined) {
    return { next: 'show', url: enrolmentUrl(deps.tenant.base, attempt.ticket) }
  }
  const retry_after = await chargeAddress(deps, ASKING_LIMITS, attempt.address)
  if (retry_after === undefined) return opened
  deps.notice({ flow: 'enrolment', step: 'refused', rule: 'too-many-enrolments' })
  return { next: 'wait', retry_after }
}

/** An address that a mailed link has proved is not stated again. */
const personOf = ({ enrolment }: OpenEnrolment, person: NewPerson): NewPerson =>
  statedPerson({ ...person, email: enrolment.email ?? person.email })

/** @returns what all first steps of this enrolment are answered under; undefined when it was finished meanwhile */
async function keepTerms(
  deps: TenantDeps,
  { enrolment: { id, registration } }: OpenEnrolment,
  person: NewPerson | undefined,
): Promise<RegistrationTerms | undefined> {
  const kept = await deps.db.first(updateEnrolmentRegistration, {
    tenant_id: deps.tenant.id,
    id,
    person: person ? JSON.stringify(person) : null,
    registration: registration ?? termsText(await newRegistrationTerms(deps)),
  })
  return kept && termsOf(String(kept.registration))
}

const termsText = ({ passcode_id, ...terms }: RegistrationTerms): string =>
  JSON.stringify({ ...terms, passcode_id: passcode_id.toString('base64url') })

export function termsOf(text: string): RegistrationTerms {
  const { passcode_id, ...terms } = JSON.parse(text)
  return { ...terms, passcode_id: Buffer.from(passcode_id, 'base64url') }
}

function refuse({ notice }: TenantDeps, error: PersonFault): RegistrationRefusal {
  notice({ flow: 'enrolment', step: 'refused', rule: error.replaceAll('_', '-') })
  return { next: 'refuse', error }
}
