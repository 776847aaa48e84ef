/**
 * Whether what a code or token stands for still stands: the grant is not revoked, and its person may sign in, and is a
 * member still of the organization that it was for.
 *
 * Implements: RFC 6749 §1.3, §4.4, §10.4; RFC 9700 §4.14.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Queries } from '../../store/database.ts'
import { findGrant } from '../../store/grants.ts'
import { findOrganizationOfMember } from '../../store/organizations.ts'
import type { GrantRow } from '../../store/token-rows.ts'
import { findPerson } from '../../store/users.ts'
import type { Client } from '../clients/client.ts'
import type { Organization } from '../organizations/organization.ts'
import { type User, userOf } from '../users/user.ts'

export type Standing = Readonly<{
  grant: GrantRow
  user: User
  /** As it is called now; undefined: the request named none. */
  organization: Organization | undefined
}>

/** `user` is undefined where a client was granted something for itself (RFC 6749 §4.4). */
export type AnyStanding = Omit<Standing, 'user'> & Readonly<{ user: User | undefined }>

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
  const { user } = standing
  return user ? { ...standing, user } : 'grant-without-person'
}

/** @returns the reason when it does not stand */
export async function findAnyStanding(
  { tenant }: Pick<TenantDeps, 'tenant'>,
  queries: Queries,
  grant_id: Buffer,
): Promise<AnyStanding | string> {
  const tenant_id = tenant.id
  const grant = await queries.first(findGrant, { tenant_id, id: grant_id })
  if (!grant || grant.revoked_at !== null) return 'grant-revoked'
  const { user_id, organization_id } = grant
  if (user_id === null) return { grant, user: undefined, organization: undefined }
  const row = await queries.first(findPerson, { tenant_id, id: user_id })
  if (row?.status !== 'active') return 'user-inactive'
  const user = userOf(row)
  if (organization_id === null) return { grant, user, organization: undefined }
  const organization = await queries.first(findOrganizationOfMember, { tenant_id, organization_id, user_id })
  return organization ? { grant, user, organization } : 'organization-not-member'
}
