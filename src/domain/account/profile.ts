/**
 * What people say of themselves to applications: each claim checked by its definition before anything is written.
 *
 * Implements: OpenID Connect Core 1.0 §5.1 (name, picture, phone_number, locale).
 */
import type { TenantDeps } from '../../deps.ts'
import { lockUser, updateUserClaims } from '../../store/users.ts'
import { type AuditDeps, recordEvent } from '../audit/audit-event.ts'
import { displayNameFault } from '../enrolment/new-person.ts'
import type { User } from '../users/user.ts'
import { claimFaults } from '../users/user-claims.ts'
import type { Account } from './account.ts'

export type ProfileClaim = 'name' | 'picture' | 'phone_number' | 'locale'

/** As it was typed; what is empty is taken away. */
export type Profile = Readonly<Record<ProfileClaim, string>>

export const PROFILE_CLAIMS = [
  'name',
  'picture',
  'phone_number',
  'locale',
] as const satisfies readonly ProfileClaim[]

export function profileOf({ claims }: Pick<User, 'claims'>): Profile {
  const text = (name: ProfileClaim) => (typeof claims[name] === 'string' ? claims[name] : '')
  return {
    name: text('name'),
    picture: text('picture'),
    phone_number: text('phone_number'),
    locale: text('locale'),
  }
}

/** @returns the claims that cannot stand as they were stated; with none of them, all were kept */
export async function changeProfile(
  deps: AuditDeps & Pick<TenantDeps, 'db'>,
  { user }: Account,
  typed: Profile,
): Promise<readonly ProfileClaim[]> {
  const { db, tenant, now } = deps
  const stated = statedProfile(typed)
  const faulty = PROFILE_CLAIMS.filter((claim) => stated[claim] !== '' && isFaulty(claim, stated[claim]))
  if (faulty.length > 0) return faulty
  const key = { tenant_id: tenant.id, id: user.id }
  await db.transaction(async (tx) => {
    const row = await tx.first(lockUser, key)
    // Gone meanwhile: then there is nothing to change.
    if (!row) return
    const claims = JSON.stringify(restated(JSON.parse(row.claims), stated))
    if (claims === row.claims) return
    await tx.run(updateUserClaims, { ...key, claims, now: now() })
    await recordEvent(deps, tx, { action: 'user-updated', user_id: user.id })
  })
  return []
}

const statedProfile = (typed: Profile): Profile => ({
  name: typed.name.trim(),
  picture: typed.picture.trim(),
  phone_number: typed.phone_number.trim(),
  locale: typed.locale.trim(),
})

function isFaulty(claim: ProfileClaim, value: string): boolean {
  if (claim === 'name') return displayNameFault(value) !== undefined
  if (claim === 'picture' && !isSecureAddress(value)) return true
  return claimFaults({ [claim]: value }).length > 0
}

/** Applications show the picture on pages of their own, which are encrypted; and an address may hold no password. */
function isSecureAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, username, password } = new URL(value)
  return protocol === 'https:' && username === '' && password === ''
}

/** Another number is as unproved as a new one. */
function restated(before: Record<string, unknown>, stated: Profile): Record<string, unknown> {
  const keepsNumber = before['phone_number'] === stated.phone_number
  const merged = { ...before, ...stated, ...(keepsNumber ? {} : { phone_number_verified: '' }) }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''))
}
