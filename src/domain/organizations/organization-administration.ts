/**
 * Organizations as an administrator makes, changes and removes them, and says who is in them.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Random } from '../../primitives/random.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import type { OrganizationRow } from '../../store/organization-rows.ts'
import * as organizations from '../../store/organizations.ts'
import { Refusal } from '../refusal.ts'
import { requireUser } from '../users/user-administration.ts'
import type { Organization } from './organization.ts'
import { draftOrganization, type OrganizationStatement } from './organization-draft.ts'

type OrganizationsDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now'>

/** Members by their usernames. */
export type MemberedOrganization = Organization & Readonly<{ members: readonly string[] }>

/**
 * @param stated without an id one is made
 * @throws {Refusal} faulty, exists
 */
export async function createOrganization(
  deps: OrganizationsDeps & Pick<TenantDeps, 'random'>,
  stated: Omit<OrganizationStatement, 'id'> & Readonly<{ id: string | undefined }>,
): Promise<Organization> {
  const { db, tenant, now } = deps
  const id = stated.id ?? newOrganizationId(deps.random)
  const { name } = draftOrganization({ ...stated, id }, undefined)
  const row: OrganizationRow = { tenant_id: tenant.id, id, name, created_at: now(), updated_at: now() }
  const inserted = await db.transaction(async (tx) => {
    const count = await tx.run(organizations.insertOrganization, row)
    if (count > 0) await tx.run(bumpConfigVersion, {})
    return count
  })
  if (inserted === 0)
    throw new Refusal('exists', `there is an organization ${id} already in tenant ${tenant.id}`)
  return { id, name }
}

/** @throws {Refusal} unknown, faulty */
export async function updateOrganization(
  deps: OrganizationsDeps,
  stated: OrganizationStatement,
): Promise<Organization> {
  const { db, tenant, now } = deps
  const { id } = stated
  const { name } = draftOrganization(stated, await requireRow(deps, id))
  await db.transaction(async (tx) => {
    await tx.run(organizations.updateOrganization, { tenant_id: tenant.id, id, name, now: now() })
    await tx.run(bumpConfigVersion, {})
  })
  return { id, name }
}

/**
 * What was granted to its members as such gives nothing from then on.
 *
 * @throws {Refusal} unknown
 */
export async function deleteOrganization(deps: OrganizationsDeps, id: string): Promise<void> {
  const { tenant_id } = await requireRow(deps, id)
  await deps.db.transaction(async (tx) => {
    await tx.run(organizations.deleteOrganization, { tenant_id, id })
    await tx.run(bumpConfigVersion, {})
  })
}

export async function listOrganizations({
  db,
  tenant,
}: Pick<OrganizationsDeps, 'db' | 'tenant'>): Promise<readonly Organization[]> {
  const rows = await db.all(organizations.listOrganizations, { tenant_id: tenant.id })
  return rows.map(({ id, name }) => ({ id, name }))
}

/** @throws {Refusal} unknown */
export async function requireOrganization(
  deps: Pick<OrganizationsDeps, 'db' | 'tenant'>,
  id: string,
): Promise<MemberedOrganization> {
  const { tenant_id, name } = await requireRow(deps, id)
  const members = await deps.db.all(organizations.listMembers, { tenant_id, organization_id: id })
  return { id, name, members: members.map(({ username }) => username) }
}

/**
 * All of them or none. Whoever is a member already stays one.
 *
 * @throws {Refusal} unknown
 */
export async function addMembers(
  deps: OrganizationsDeps,
  id: string,
  usernames: readonly string[],
): Promise<MemberedOrganization> {
  const members = await membersNamed(deps, id, usernames)
  const created_at = deps.now()
  await deps.db.transaction(async (tx) => {
    for (const member of members) await tx.run(organizations.insertMember, { ...member, created_at })
  })
  return requireOrganization(deps, id)
}

/** @throws {Refusal} unknown */
export async function removeMembers(
  deps: OrganizationsDeps,
  id: string,
  usernames: readonly string[],
): Promise<MemberedOrganization> {
  const members = await membersNamed(deps, id, usernames)
  await deps.db.transaction(async (tx) => {
    for (const member of members) await tx.run(organizations.deleteMember, member)
  })
  return requireOrganization(deps, id)
}

/** These and no others. @throws {Refusal} unknown */
export async function restateMembers(
  deps: OrganizationsDeps,
  id: string,
  usernames: readonly string[],
): Promise<void> {
  const members = await membersNamed(deps, id, usernames)
  const key = { tenant_id: deps.tenant.id, organization_id: id }
  const created_at = deps.now()
  await deps.db.transaction(async (tx) => {
    for (const { id: user_id } of await tx.all(organizations.listMembers, key)) {
      if (members.some((member) => member.user_id.equals(user_id))) continue
      await tx.run(organizations.deleteMember, { ...key, user_id })
    }
    for (const member of members) await tx.run(organizations.insertMember, { ...member, created_at })
  })
}

async function membersNamed(deps: OrganizationsDeps, id: string, usernames: readonly string[]) {
  const { tenant_id } = await requireRow(deps, id)
  const people = []
  for (const username of usernames) people.push(await requireUser(deps, username))
  return people.map((user) => ({ tenant_id, organization_id: id, user_id: user.id }))
}

async function requireRow({ db, tenant }: Pick<OrganizationsDeps, 'db' | 'tenant'>, id: string) {
  const row = await db.first(organizations.findOrganization, { tenant_id: tenant.id, id })
  if (!row) throw new Refusal('unknown', `there is no organization ${id} in tenant ${tenant.id}`)
  return row
}

/** `org_` and 16 letters and digits: 95 bits. */
const newOrganizationId = (random: Random): string =>
  `org_${random('organization-id', 48).toString('base64url').replaceAll(/[-_]/g, '').slice(0, 16)}`
