/**
 * Whom a client is for, as an administrator decides it: once it was assigned to anybody, it is for those alone.
 */
import type { TenantDeps } from '../../deps.ts'
import * as assignments from '../../store/client-assignments.ts'
import type { Tx } from '../../store/database.ts'
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
  const assigned = await findAssigned(deps, { tenant_id: deps.tenant.id, client_id })
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
  await deps.db.transaction((tx) => insertAll(deps, tx, found))
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
  await deps.db.transaction((tx) => deleteAll(tx, found))
  return listAssignments(deps, client_id)
}

/** These and no others; whether it is for them alone is said elsewhere. @throws {Refusal} unknown */
export async function restateAssignments(
  deps: AssignDeps,
  client_id: string,
  assigned: Assigned,
): Promise<void> {
  const found = await find(deps, client_id, assigned)
  const present = await listAssignments(deps, client_id)
  const former = await find(deps, client_id, present)
  await deps.db.transaction(async (tx) => {
    await deleteAll(tx, former)
    await insertAll(deps, tx, found)
  })
}

type Found = Readonly<{
  key: Key
  user_ids: readonly Buffer[]
  organization_ids: readonly string[]
}>

async function find(deps: AssignDeps, client_id: string, { users, organizations }: Assigned): Promise<Found> {
  await requireClient(deps, client_id)
  const user_ids = []
  for (const username of users) user_ids.push((await requireUser(deps, username)).id)
  const organization_ids = []
  for (const id of organizations) organization_ids.push((await requireOrganization(deps, id)).id)
  return { key: { tenant_id: deps.tenant.id, client_id }, user_ids, organization_ids }
}

async function insertAll({ now }: AssignDeps, tx: Tx, { key, user_ids, organization_ids }: Found) {
  const row = { ...key, user_id: null, organization_id: null, created_at: now() }
  for (const user_id of user_ids) await tx.run(assignments.insertAssignment, { ...row, user_id })
  for (const organization_id of organization_ids)
    await tx.run(assignments.insertAssignment, { ...row, organization_id })
}

async function deleteAll(tx: Tx, { key, user_ids, organization_ids }: Found) {
  for (const user_id of user_ids) await tx.run(assignments.deleteAssignmentOfUser, { ...key, user_id })
  for (const organization_id of organization_ids)
    await tx.run(assignments.deleteAssignmentOfOrganization, { ...key, organization_id })
}

async function restrict(deps: AssignDeps, client_id: string): Promise<void> {
  const { metadata } = await requireClient(deps, client_id)
  if (metadata.assigned_only) return
  await updateClient(deps, { client_id, client_type: undefined, metadata: { assigned_only: true } })
}
