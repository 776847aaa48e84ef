/**
 * Whom a client is for, as an administrator decides it: once it was assigned to anybody, it is for those alone.
 */
import type { TenantDeps } from '../../deps.ts'
import * as assignments from '../../store/client-assignments.ts'
import type { Tx } from '../../store/database.ts'
import { type AuditEvent, recordEvent } from '../audit/audit-event.ts'
import { requireClient, updateClient } from '../clients/client-registration.ts'
import { requireUser } from '../users/user-administration.ts'
import { requireOrganization } from './organization-administration.ts'

/** People by their usernames, organizations by their ids. */
export type Assigned = Readonly<{ users: readonly string[]; organizations: readonly string[] }>

/** While `assigned_only` is off, it is for everybody all the same. */
export type ClientAssignments = Assigned & Readonly<{ assigned_only: boolean }>

type Key = Readonly<{ tenant_id: string; client_id: string }>

type AssignDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'requester'>

/** @throws {Refusal} unknown */
export async function listAssignments(
  deps: Pick<AssignDeps, 'db' | 'tenant'>,
  client_id: string,
): Promise<ClientAssignments> {
  const { metadata } = await requireClient(deps, client_id)
  const assigned = await findAssigned(deps, keyOf(deps, client_id))
  return { assigned_only: metadata.assigned_only, ...assigned }
}

/** Nobody, where there is no such client. */
export async function findAssigned({ db }: Pick<AssignDeps, 'db'>, key: Key): Promise<Assigned> {
  const rows = await db.all(assignments.listAssignments, key)
  return {
    users: rows.flatMap(({ username }) => username ?? []),
    organizations: rows.flatMap(({ organization_id }) => organization_id ?? []),
  }
}

/**
 * All of them or none; from then on others are kept out.
 *
 * @throws {Refusal} unknown
 */
export async function assignClient(
  deps: AssignDeps,
  client_id: string,
  assigned: Assigned,
): Promise<ClientAssignments> {
  const found = await find(deps, client_id, assigned)
  await deps.db.transaction((tx) => insertAll(deps, tx, client_id, found))
  await restrict(deps, client_id)
  return listAssignments(deps, client_id)
}

/** It stays for those alone who are left. @throws {Refusal} unknown */
export async function unassignClient(
  deps: AssignDeps,
  client_id: string,
  assigned: Assigned,
): Promise<ClientAssignments> {
  const found = await find(deps, client_id, assigned)
  await deps.db.transaction((tx) => deleteAll(deps, tx, client_id, found))
  return listAssignments(deps, client_id)
}

/** These and no others; whether it is for them alone is said elsewhere. @throws {Refusal} unknown */
export async function restateAssignments(
  deps: AssignDeps,
  client_id: string,
  assigned: Assigned,
): Promise<void> {
  const found = await find(deps, client_id, assigned)
  const present = await find(deps, client_id, await listAssignments(deps, client_id))
  const kept = new Set(found.map(nameOf))
  const former = present.filter((assignee) => !kept.has(nameOf(assignee)))
  await deps.db.transaction(async (tx) => {
    await deleteAll(deps, tx, client_id, former)
    await insertAll(deps, tx, client_id, found)
  })
}

/** A person, or everybody in an organization. */
type Assignee = Readonly<{ user_id: Buffer } | { organization_id: string }>

const nameOf = (assignee: Assignee): string =>
  'user_id' in assignee ? `user ${assignee.user_id.toString('hex')}` : assignee.organization_id

async function find(
  deps: AssignDeps,
  client_id: string,
  { users, organizations }: Assigned,
): Promise<readonly Assignee[]> {
  await requireClient(deps, client_id)
  const found: Assignee[] = []
  for (const username of users) found.push({ user_id: (await requireUser(deps, username)).id })
  for (const id of organizations) found.push({ organization_id: (await requireOrganization(deps, id)).id })
  return found
}

async function insertAll(deps: AssignDeps, tx: Tx, client_id: string, assignees: readonly Assignee[]) {
  const row = { ...keyOf(deps, client_id), user_id: null, organization_id: null, created_at: deps.now() }
  for (const assignee of assignees) {
    if ((await tx.run(assignments.insertAssignment, { ...row, ...assignee })) === 0) continue
    await recordEvent(deps, tx, about('client-assigned', client_id, assignee))
  }
}

async function deleteAll(deps: AssignDeps, tx: Tx, client_id: string, assignees: readonly Assignee[]) {
  for (const assignee of assignees) {
    if ((await deleteOne(tx, keyOf(deps, client_id), assignee)) === 0) continue
    await recordEvent(deps, tx, about('client-unassigned', client_id, assignee))
  }
}

const deleteOne = (tx: Tx, key: Key, assignee: Assignee): Promise<number> =>
  'user_id' in assignee
    ? tx.run(assignments.deleteAssignmentOfUser, { ...key, ...assignee })
    : tx.run(assignments.deleteAssignmentOfOrganization, { ...key, ...assignee })

const keyOf = ({ tenant }: Pick<AssignDeps, 'tenant'>, client_id: string): Key => ({
  tenant_id: tenant.id,
  client_id,
})

const about = (action: AuditEvent['action'], client_id: string, assignee: Assignee): AuditEvent => ({
  action,
  client_id,
  ...('user_id' in assignee ? assignee : { detail: { organization: assignee.organization_id } }),
})

async function restrict(deps: AssignDeps, client_id: string): Promise<void> {
  const { metadata } = await requireClient(deps, client_id)
  if (metadata.assigned_only) return
  await updateClient(deps, { client_id, client_type: undefined, metadata: { assigned_only: true } })
}
