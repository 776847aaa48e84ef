/**
 * A person as an administrator states one, checked whole before anything is written.
 *
 * Implements: OpenID Connect Core 1.0 §5.1; RFC 8265 §3.3.
 */
import type { UserRow } from '../../store/schema.ts'
import { refuseIf } from '../refusal.ts'
import { restate, type Stated } from '../stated-settings.ts'
import { claimFaults } from './user-claims.ts'
import { usernameFault } from './username.ts'

export type UserStatus = UserRow['status']

/** What is left out stays as it is. */
export type UserStatement = Readonly<{
  username: string
  /** Empty: none. */
  email: string | undefined
  email_verified: boolean | undefined
  /** A claim that is null is taken away. */
  claims: Stated
  status: UserStatus | undefined
}>

export type UserDraft = Readonly<{
  username: string
  email: string | null
  email_verified: boolean
  /** The connection on whose word alone that rests; null: none. */
  email_connection_id: string | null
  claims: Stated
  status: UserStatus
}>

/**
 * @param attributes which the tenant has beside the standard claims
 * @throws {Refusal} faulty
 */
export function draftUser(
  stated: UserStatement,
  existing: UserRow | undefined,
  attributes: readonly string[] = [],
): UserDraft {
  const email = stated.email === undefined ? (existing?.email ?? null) : stated.email || null
  // Another address is as unproved as a new one.
  const wasVerified = existing?.email_verified === 1 && existing.email === email
  const email_verified = stated.email_verified ?? wasVerified
  const keepsWord = stated.email_verified === undefined && existing?.email === email
  const email_connection_id = keepsWord ? existing.email_connection_id : null
  const before: Stated = existing ? JSON.parse(existing.claims) : {}
  const claims = restate(before, stated.claims)
  // One that the tenant had once is not held against who keeps it, unless it is stated again.
  const kept = Object.keys(before).filter((name) => !Object.hasOwn(stated.claims, name))
  const status = stated.status ?? existing?.status ?? 'active'
  const username = stated.username.trim()
  const nameFault = usernameFault(username)
  refuseIf([
    nameFault && `username ${JSON.stringify(stated.username)}: ${nameFault}`,
    emailFault(email, email_verified),
    status === 'active' || status === 'inactive' ? undefined : 'status must be active or inactive',
    ...claimFaults(claims, [...attributes, ...kept]),
  ])
  return { username, email, email_verified, email_connection_id, claims, status }
}

function emailFault(email: string | null, email_verified: boolean): string | undefined {
  if (email === null) return email_verified ? 'email_verified without an email' : undefined
  return /^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 254
    ? undefined
    : `email ${JSON.stringify(email)} is not an address such as ada@example.org`
}
