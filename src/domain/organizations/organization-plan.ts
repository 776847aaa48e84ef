/**
 * What a document's organizations, and whom it says clients are for, would change; it may name people whom it makes itself.
 */
import type { Deps } from '../../deps.ts'
import { findOrganization, listMembers } from '../../store/organizations.ts'
import { findUserByName } from '../../store/users.ts'
import { refuseIf } from '../refusal.ts'
import { type Result, resultOf } from '../tenants/document-step.ts'
import type { AssignedEntry, OrganizationEntry, TenantEntry } from '../tenants/tenant-document.ts'
import { usernameKey } from '../users/username.ts'
import { type Assigned, findAssigned } from './client-assignment.ts'
import { draftOrganization, type OrganizationStatement } from './organization-draft.ts'

export type OrganizationStep = Readonly<{
  kind: 'organization'
  result: Result
  tenant_id: string
  stated: OrganizationStatement
  /** undefined: they stay who they are. */
  members: readonly string[] | undefined
}>

export type AssignmentStep = Readonly<{
  kind: 'assignment'
  result: Result
  tenant_id: string
  client_id: string
  assigned: Assigned
}>

type PlanDeps = Pick<Deps, 'db'>

/** @throws {Refusal} faulty */
export async function planOrganization(
  { db }: PlanDeps,
  { id: tenant_id, users }: TenantEntry,
  { id, name, members }: OrganizationEntry,
): Promise<OrganizationStep> {
  const row = await db.first(findOrganization, { tenant_id, id })
  const draft = draftOrganization({ id, name }, row)
  refuseIf(await unknownPeople({ db }, tenant_id, users, members))
  const present = await db.all(listMembers, { tenant_id, organization_id: id })
  const isSame = row?.name === draft.name && isSameList(members, present.map(nameOf), usernameKey)
  return { kind: 'organization', result: resultOf(row, isSame), tenant_id, stated: draft, members }
}

/** @throws {Refusal} faulty */
export async function planAssignment(
  { db }: PlanDeps,
  { id: tenant_id, users: made, organizations: founded }: TenantEntry,
  client_id: string,
  { users, organizations }: AssignedEntry,
): Promise<AssignmentStep> {
  refuseIf([
    ...(await unknownPeople({ db }, tenant_id, made, users)),
    ...(await unknownOrganizations({ db }, tenant_id, founded, organizations)),
  ])
  const present = await findAssigned({ db }, { tenant_id, client_id })
  const isSame =
    isSameList(users, present.users, usernameKey) &&
    isSameList(organizations, present.organizations, (id) => id)
  const assigned = { users: users ?? present.users, organizations: organizations ?? present.organizations }
  return { kind: 'assignment', result: isSame ? 'unchanged' : 'changed', tenant_id, client_id, assigned }
}

async function unknownPeople(
  { db }: PlanDeps,
  tenant_id: string,
  made: TenantEntry['users'],
  usernames: readonly string[] = [],
): Promise<readonly string[]> {
  const new_names = new Set(made.map(({ username }) => usernameKey(username)))
  const faults = []
  for (const username of usernames) {
    const username_key = usernameKey(username)
    if (new_names.has(username_key) || (await db.first(findUserByName, { tenant_id, username_key }))) continue
    faults.push(`there is no user ${username}`)
  }
  return faults
}

async function unknownOrganizations(
  { db }: PlanDeps,
  tenant_id: string,
  founded: TenantEntry['organizations'],
  ids: readonly string[] = [],
): Promise<readonly string[]> {
  const faults = []
  for (const id of ids) {
    const isStated = founded.some((organization) => organization.id === id)
    if (isStated || (await db.first(findOrganization, { tenant_id, id }))) continue
    faults.push(`there is no organization ${id}`)
  }
  return faults
}

/** In whatever order; one that was not stated is the same. */
function isSameList(
  stated: readonly string[] | undefined,
  present: readonly string[],
  keyOf: (name: string) => string,
): boolean {
  if (stated === undefined) return true
  const [wanted, found] = [new Set(stated.map(keyOf)), new Set(present.map(keyOf))]
  return wanted.symmetricDifference(found).size === 0
}

const nameOf = ({ username }: Readonly<{ username: string }>): string => username
