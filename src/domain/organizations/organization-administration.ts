/**
 * Organizations as an administrator makes, changes and removes them, and says who is in them.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Random } from '../../primitives/random.ts'
import type { Tx } from '../../store/database.ts'
import type { OrganizationRow } from '../../store/organization-rows.ts'
import * as organizations from '../../store/organizations.ts'
import { type AuditEvent, recordEvent } from '../audit/audit-event.ts'
import { recordChange } from '../audit/record-change.ts'
import { Refusal } from '../refusal.ts'
import { requireUser } from '../users/user-administration.ts'
import type { Organization } from './organization.ts'
import { draftOrganization, type OrganizationStatement } from './organization-draft.ts'

type OrganizationsDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'requester'>

/** Members by their usernames. */
export type MemberedOrganization = Organization & Readonly<{ members: readonly string[] }>

/**
 * @param stated without an id one is made
 * @throws {Refusal} faulty, exists
 */
export async function createOrganization(
  deps: OrganizationsDeps,
  stated: Omit<OrganizationStatement, 'id'> & Readonly<{ id: string | undefined }>,
): Promise<Organization> {
  const { tenant, now } = deps
  const id = stated.id ?? newOrganizationId(deps.random)
  const { name } = draftOrganization({ ...stated, id }, undefined)
  const row: OrganizationRow = { tenant_id: tenant.id, id, name, created_at: now(), updated_at: now() }
  const inserted = await recordChange(deps, about('organization-created', id), (tx) =>
    tx.run(organizations.insertOrganization, row),
  )
  if (inserted === 0)
    throw new Refusal('exists', `there is an organization ${id} already in tenant ${tenant.id}`)
  return { id, name }
}

/** @throws {Refusal} unknown, faulty */
export async function updateOrganization(
  deps: OrganizationsDeps,
  stated: OrganizationStatement,
): Promise<Organization> {
  const { tenant, now } = deps
  const { id } = stated
  const row = await requireRow(deps, id)
  const { name } = draftOrganization(stated, row)
  if (name === row.name) return { id, name }
  await recordChange(deps, about('organization-updated', id), (tx) =>
    tx.run(organizations.updateOrganization, { tenant_id: tenant.id, id, name, now: now() }),
  )
  return { id, name }
}

/**
 * What was granted to its members as such gives nothing from then on.
 *
 * @throws {Refusal} unknown
 */
export async function deleteOrganization(deps: OrganizationsDeps, id: string): Promise<void> {
  const { tenant_id } = await requireRow(deps, id)
  await recordChange(deps, about('organization-deleted', id), (tx) =>
    tx.run(organizations.deleteOrganization, { tenant_id, id }),
  )
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
  await deps.db.transaction((tx) => insertMembers(deps, tx, members))
  return requireOrganization(deps, id)
}

/** @throws {Refusal} unknown */
export async function removeMembers(
  deps: OrganizationsDeps,
  id: string,
  usernames: readonly string[],
): Promise<MemberedOrganization> {
  const members = await membersNamed(deps, id, usernames)
  await deps.db.transaction((tx) => deleteMembers(deps, tx, members))
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
  await deps.db.transaction(async (tx) => {
    const present = await tx.all(organizations.listMembers, key)
    const former = present.filter(({ id }) => !members.some(({ user_id }) => user_id.equals(id)))
    await deleteMembers(
      deps,
      tx,
      former.map(({ id: user_id }) => ({ ...key, user_id })),
    )
    await insertMembers(deps, tx, members)
  })
}

type Member = Readonly<{ tenant_id: string; organization_id: string; user_id: Buffer }>

async function insertMembers(deps: OrganizationsDeps, tx: Tx, members: readonly Member[]): Promise<void> {
  const created_at = deps.now()
  for (const member of members) {
    if ((await tx.run(organizations.insertMember, { ...member, created_at })) === 0) continue
    await recordEvent(deps, tx, aboutMember('member-added', member))
  }
}

async function deleteMembers(deps: OrganizationsDeps, tx: Tx, members: readonly Member[]): Promise<void> {
  for (const member of members) {
    if ((await tx.run(organizations.deleteMember, member)) === 0) continue
    await recordEvent(deps, tx, aboutMember('member-removed', member))
  }
}

const about = (action: AuditEvent['action'], organization: string): AuditEvent => ({
  action,
  detail: { organization },
})

const aboutMember = (action: AuditEvent['action'], { organization_id, user_id }: Member): AuditEvent => ({
  ...about(action, organization_id),
  user_id,
})

async function membersNamed(
  deps: OrganizationsDeps,
  id: string,
  usernames: readonly string[],
): Promise<readonly Member[]> {
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
