/**
 * Enrolments: the right to make a passcode, once, in the browser that it was given to.
 *
 * Implements: RFC 9807 §5 (registration happens over an authenticated channel); NIST SP 800-63B §6.1.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { equalInConstantTime, sha256 } from '../../primitives/digest.ts'
import { parseUuid, timeOrderedId, uuidText } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import type { EnrolmentPurpose, EnrolmentRow } from '../../store/enrolment-rows.ts'
import * as enrolments from '../../store/enrolments.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { NewPerson } from './new-person.ts'

export type { EnrolmentPurpose }

/** Of an unfinished one, in seconds: as long as an authorization request waits by default. */
export const ENROLMENT_TTL = 3600

export type EnrolmentTerms = Readonly<{
  purpose: EnrolmentPurpose
  /** The browser cookie: nobody without it can go on. */
  browser: string
  /** The authorization request that is answered afterwards; null: none waits. */
  interaction_id: Buffer | null
  /** null: somebody new. */
  user_id: Buffer | null
  /** The address that a mailed link has proved; null: none has. */
  email: string | null
  /** What somebody new has said of themselves before. */
  person?: NewPerson
  /** Of the recovery code that opened it, and that is used up when it is finished. */
  recovery_code_hash?: Buffer
}>

/** Inside the transaction that spends what gave the right to it. @returns its id, as text */
export async function startEnrolment(
  { tenant, now, random }: Pick<TenantDeps, 'tenant' | 'now' | 'random'>,
  tx: Tx,
  { purpose, browser, interaction_id, user_id, email, person, recovery_code_hash }: EnrolmentTerms,
): Promise<string> {
  const id = timeOrderedId(now(), random, 'enrolment')
  await tx.run(enrolments.insertEnrolment, {
    id,
    tenant_id: tenant.id,
    purpose,
    browser_hash: sha256(browser),
    interaction_id,
    user_id,
    email,
    recovery_code_hash: recovery_code_hash ?? null,
    person: person ? JSON.stringify(person) : null,
    registration: null,
    created_at: now(),
    expires_at: now() + ENROLMENT_TTL,
    finished_at: null,
  })
  return uuidText(id)
}

export type Enrolment = Readonly<EnrolmentRow>

/** Why it cannot go on. `first-factor-missing`: in a tenant of second steps a mail alone does not replace one. */
export type EnrolmentFault = 'unknown' | 'foreign-browser' | 'expired' | 'finished' | 'first-factor-missing'

/** Nobody is told anything of one that is not theirs. */
export type FoundEnrolment = Readonly<
  | { fault: Exclude<EnrolmentFault, 'unknown' | 'foreign-browser'> | undefined; enrolment: Enrolment }
  | { fault: 'unknown' | 'foreign-browser'; enrolment: undefined }
>

/** @param browser the browser cookie as it came; undefined: none did */
export async function findEnrolment(
  { db, tenant, now }: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  id: string,
  browser: string | undefined,
): Promise<FoundEnrolment> {
  const key = parseUuid(id)
  const row = key && (await db.first(enrolments.findEnrolment, { tenant_id: tenant.id, id: key }))
  if (!row) return { fault: 'unknown', enrolment: undefined }
  if (browser === undefined || !equalInConstantTime(sha256(browser), row.browser_hash)) {
    return { fault: 'foreign-browser', enrolment: undefined }
  }
  return { fault: faultOf(tenant, row, now()), enrolment: row }
}

function faultOf({ type }: Tenant, row: EnrolmentRow, now: UnixSeconds) {
  if (row.expires_at <= now) return 'expired' as const
  if (row.finished_at !== null) return 'finished' as const
  const isByMailAlone = row.purpose === 'recovery' && row.recovery_code_hash === null
  return type === '2fa' && isByMailAlone ? ('first-factor-missing' as const) : undefined
}

/** The name that somebody new wants, once it was stated. */
export function statedUsername({ person }: Pick<Enrolment, 'person'>): string | undefined {
  const stated: NewPerson | undefined = person === null ? undefined : JSON.parse(person)
  return stated?.username
}

/** Where its page is; what it shows once it is finished stands below it. */
export const enrolmentUrl = (base: string, id: string): string => `${base}/enrol/${id}`
