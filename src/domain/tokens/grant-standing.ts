/**
 * Whether what a code or token stands for still stands: the grant is not revoked, and its person may sign in.
 *
 * Implements: RFC 6749 §1.3, §10.4; RFC 9700 §4.14.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Queries } from '../../store/database.ts'
import { findGrant } from '../../store/grants.ts'
import type { GrantRow } from '../../store/token-rows.ts'
import { findUser } from '../../store/users.ts'
import { type User, userOf } from '../users/user.ts'

export type Standing = Readonly<{ grant: GrantRow; user: User }>

/** @returns the reason when it does not stand */
export async function findStanding(
  { tenant }: Pick<TenantDeps, 'tenant'>,
  queries: Queries,
  grant_id: Buffer,
): Promise<Standing | string> {
  const grant = await queries.first(findGrant, { tenant_id: tenant.id, id: grant_id })
  if (!grant || grant.revoked_at !== null) return 'grant-revoked'
  const row = grant.user_id && (await queries.first(findUser, { tenant_id: tenant.id, id: grant.user_id }))
  return row?.status === 'active' ? { grant, user: userOf(row) } : 'user-inactive'
}
