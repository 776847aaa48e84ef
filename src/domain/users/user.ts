/**
 * A person, as the protocol sees one.
 *
 * Implements: OpenID Connect Core 1.0 §5.1, §5.7, §8.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import * as users from '../../store/users.ts'
import { usernameKey } from './username.ts'

export type User = Readonly<{
  id: Buffer
  /** The public subject identifier (Core §8): stable, never given to another person. */
  sub: string
  username: string
  email: string | undefined
  email_verified: boolean
  /** The other claims of Core §5.1, by their names. */
  claims: Readonly<Record<string, unknown>>
  active: boolean
  updated_at: UnixSeconds
}>

type UserDeps = Pick<TenantDeps, 'db' | 'tenant'>

export async function findUser({ db, tenant }: UserDeps, id: Buffer): Promise<User | undefined> {
  const row = await db.first(users.findPerson, { tenant_id: tenant.id, id })
  return row && userOf(row)
}

export async function findUserByName({ db, tenant }: UserDeps, username: string): Promise<User | undefined> {
  const username_key = usernameKey(username)
  const row = await db.first(users.findUserByName, { tenant_id: tenant.id, username_key })
  return row && userOf(row)
}

export function userOf(row: users.PersonRow): User {
  return {
    id: row.id,
    sub: uuidText(row.id),
    username: row.username,
    email: row.email ?? undefined,
    email_verified: row.email_verified === 1,
    claims: JSON.parse(row.claims),
    active: row.status === 'active',
    updated_at: row.updated_at,
  }
}

/** The language a person wants to be written to in (Core §5.1 locale). */
export function localeOf({ claims }: Pick<User, 'claims'>): string | undefined {
  const { locale } = claims
  return typeof locale === 'string' ? locale : undefined
}
