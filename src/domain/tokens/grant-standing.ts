/**
 * Whether what a code or token stands for still stands: the grant is not revoked, and its person may sign in.
 *
 * Implements: RFC 6749 §1.3, §4.4, §10.4; RFC 9700 §4.14.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Queries } from '../../store/database.ts'
import { findGrant } from '../../store/grants.ts'
import type { GrantRow } from '../../store/token-rows.ts'
import { findUser } from '../../store/users.ts'
import type { Client } from '../clients/client.ts'
import { type User, userOf } from '../users/user.ts'

export type Standing = Readonly<{ grant: GrantRow; user: User }>

/** `user` is undefined where a client was granted something for itself (RFC 6749 §4.4). */
export type AnyStanding = Readonly<{ grant: GrantRow; user: User | undefined }>

/** Of a token: with the client that got it, which knows the person by its own name for her. */
export type TokenStanding = AnyStanding & Readonly<{ client: Client }>

/** @returns the reason when it does not stand, or stands for nobody */
export async function findStanding(
  deps: Pick<TenantDeps, 'tenant'>,
  queries: Queries,
  grant_id: Buffer,
): Promise<Standing | string> {
  const standing = await findAnyStanding(deps, queries, grant_id)
  if (typeof standing === 'string') return standing
  const { grant, user } = standing
  return user ? { grant, user } : 'grant-without-person'
}

/** @returns the reason when it does not stand */
export async function findAnyStanding(
  { tenant }: Pick<TenantDeps, 'tenant'>,
  queries: Queries,
  grant_id: Buffer,
): Promise<AnyStanding | string> {
  const grant = await queries.first(findGrant, { tenant_id: tenant.id, id: grant_id })
  if (!grant || grant.revoked_at !== null) return 'grant-revoked'
  if (grant.user_id === null) return { grant, user: undefined }
  const row = await queries.first(findUser, { tenant_id: tenant.id, id: grant.user_id })
  return row?.status === 'active' ? { grant, user: userOf(row) } : 'user-inactive'
}
