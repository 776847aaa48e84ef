/**
 * Makes tenants, clients and people as a document states them. What it states is set, what it leaves out stays, and a
 * second time changes nothing.
 */
import type { Deps } from '../../deps.ts'
import { createNamed, updateNamed } from '../claims/named-claims.ts'
import { KINDS, type NamedClaimsStep } from '../claims/named-claims-plan.ts'
import { registerClient, renewClientSecret, updateClient } from '../clients/client-registration.ts'
import { lacksSecret } from '../clients/client-secret.ts'
import { createConnection, updateConnection } from '../connections/connection-administration.ts'
import { restateAssignments } from '../organizations/client-assignment.ts'
import {
  createOrganization,
  restateMembers,
  updateOrganization,
} from '../organizations/organization-administration.ts'
import { createUser, updateUser } from '../users/user-administration.ts'
import { planDocument, type Step } from './document-plan.ts'
import type { Result } from './document-step.ts'
import { createTenant, inTenant, updateTenant } from './tenant-administration.ts'
import { readTenantDocument } from './tenant-document.ts'
import type { ReadPicture } from './user-plan.ts'

export type AppliedItem = Readonly<{
  kind: Step['kind']
  tenant: string
  /** The id of a tenant or client, the username of a person. */
  id: string
  result: Result
  /** Of a client that was made now; told once. */
  client_secret?: string
}>

/**
 * @param value the JSON of the document
 * @throws {Refusal} with every fault; nothing is written then
 */
export async function applyDocument(
  deps: Deps,
  value: unknown,
  readPicture: ReadPicture,
): Promise<readonly AppliedItem[]> {
  const steps = await planDocument(deps, readTenantDocument(value), readPicture)
  const items: AppliedItem[] = []
  for (const step of steps) items.push(await take(deps, step))
  return items
}

function take(deps: Deps, step: Step): Promise<AppliedItem> {
  if (step.kind === 'tenant') return takeTenant(deps, step)
  if (step.kind === 'connection') return takeConnection(deps, step)
  if (step.kind === 'organization') return takeOrganization(deps, step)
  if (step.kind === 'assignment') return takeAssignment(deps, step)
  if (step.kind === 'client') return takeClient(deps, step)
  return step.kind === 'user' ? takeUser(deps, step) : takeNamedClaims(deps, step)
}

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>

async function takeTenant(deps: Deps, { kind, result, stated }: StepOf<'tenant'>): Promise<AppliedItem> {
  if (result === 'made') await createTenant(deps, stated)
  if (result === 'changed') await updateTenant(deps, stated)
  return { kind, tenant: stated.id, id: stated.id, result }
}

async function takeNamedClaims(
  deps: Deps,
  { kind, result, tenant_id, stated }: NamedClaimsStep,
): Promise<AppliedItem> {
  const write = result === 'made' ? createNamed : updateNamed
  if (result !== 'unchanged') await write(await inTenant(deps, tenant_id), KINDS[kind], stated)
  return { kind, tenant: tenant_id, id: stated.id, result }
}

async function takeConnection(
  deps: Deps,
  { kind, result, tenant_id, stated }: StepOf<'connection'>,
): Promise<AppliedItem> {
  const write = result === 'made' ? createConnection : updateConnection
  if (result !== 'unchanged') await write(await inTenant(deps, tenant_id), stated)
  return { kind, tenant: tenant_id, id: stated.id, result }
}

async function takeClient(
  deps: Deps,
  { kind, result, tenant_id, stated }: StepOf<'client'>,
): Promise<AppliedItem> {
  const item = { kind, tenant: tenant_id, id: stated.client_id, result }
  if (result === 'unchanged') return item
  const inside = await inTenant(deps, tenant_id)
  if (result === 'changed') {
    const client = await updateClient(inside, stated)
    if (!lacksSecret(client)) return item
    return { ...item, client_secret: await renewClientSecret(inside, client.client_id) }
  }
  const { client_secret } = await registerClient(inside, stated)
  return client_secret === undefined ? item : { ...item, client_secret }
}

async function takeUser(
  deps: Deps,
  { kind, result, tenant_id, stated, passcode }: StepOf<'user'>,
): Promise<AppliedItem> {
  const { username } = stated
  const item = { kind, tenant: tenant_id, id: username, result }
  if (result === 'unchanged') return item
  const inside = await inTenant(deps, tenant_id)
  if (result === 'made') await createUser(inside, stated, passcode)
  else await updateUser(inside, username, stated, passcode)
  return item
}

async function takeOrganization(
  deps: Deps,
  { kind, result, tenant_id, stated, members }: StepOf<'organization'>,
): Promise<AppliedItem> {
  const { id } = stated
  const item = { kind, tenant: tenant_id, id, result }
  if (result === 'unchanged') return item
  const inside = await inTenant(deps, tenant_id)
  if (result === 'made') await createOrganization(inside, stated)
  else await updateOrganization(inside, stated)
  if (members) await restateMembers(inside, id, members)
  return item
}

async function takeAssignment(
  deps: Deps,
  { kind, result, tenant_id, client_id, assigned }: StepOf<'assignment'>,
): Promise<AppliedItem> {
  if (result === 'changed') await restateAssignments(await inTenant(deps, tenant_id), client_id, assigned)
  return { kind, tenant: tenant_id, id: client_id, result }
}
