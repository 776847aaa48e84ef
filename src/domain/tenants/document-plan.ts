/**
 * What a document of tenants, clients and people would change: found out whole, every fault named, before any of it is done.
 */
import type { Deps } from '../../deps.ts'
import * as clients from '../../store/clients.ts'
import { findHostOfTenant } from '../../store/tenant-hosts.ts'
import * as tenants from '../../store/tenants.ts'
import { checkProfilePlanned, type NamedClaimsStep, planNamedClaims } from '../claims/named-claims-plan.ts'
import { checkAttributesKept } from '../claims/profile-use.ts'
import { type ClientStatement, draftClient } from '../clients/client-draft.ts'
import { type ConnectionStep, planConnection } from '../connections/connection-plan.ts'
import {
  type AssignmentStep,
  type OrganizationStep,
  planAssignment,
  planOrganization,
} from '../organizations/organization-plan.ts'
import { Refusal, refuseIf } from '../refusal.ts'
import { readSettings } from '../settings.ts'
import { type Result, resultOf } from './document-step.ts'
import {
  type ClientEntry,
  type ConnectionEntry,
  repetitions,
  type TenantDocument,
  type TenantEntry,
} from './tenant-document.ts'
import { draftTenant, type TenantStatement } from './tenant-draft.ts'
import { hostFault, isSameHost, takenHostFault } from './tenant-host.ts'
import { TenantPolicy } from './tenant-policy.ts'
import { planUser, type ReadPicture, type UserStep } from './user-plan.ts'

type TenantStep = Readonly<{
  kind: 'tenant'
  result: Result
  stated: TenantStatement
  /** As it will be. */
  policy: TenantPolicy
}>

type ClientStep = Readonly<{ kind: 'client'; result: Result; tenant_id: string; stated: ClientStatement }>

export type Step =
  | NamedClaimsStep
  | TenantStep
  | ConnectionStep
  | ClientStep
  | UserStep
  | OrganizationStep
  | AssignmentStep

type PlanDeps = Pick<Deps, 'config' | 'db' | 'secrets'>

/** @throws {Refusal} with every fault of the document */
export async function planDocument(
  deps: PlanDeps,
  document: TenantDocument,
  readPicture: ReadPicture,
): Promise<readonly Step[]> {
  const faults = [...repetitions(document)]
  const steps: Step[] = []
  const plan: Plan = async (place, planned) => {
    try {
      const step = await planned
      steps.push(step)
      return step
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      faults.push(...error.faults.map((fault) => `${place}: ${fault}`))
      return undefined
    }
  }
  for (const entry of document.tenants) await planEntry(deps, entry, readPicture, plan)
  if (faults.length > 0) throw new Refusal('faulty', ...faults)
  return steps
}

/** Plans one thing; what is wrong with it is told of the place. */
type Plan = <T extends Step>(place: string, planned: Promise<T>) => Promise<T | undefined>

async function planEntry(
  deps: PlanDeps,
  entry: TenantEntry,
  readPicture: ReadPicture,
  plan: Plan,
): Promise<void> {
  const { id } = entry
  const tenant = await plan(`tenant ${id}`, planTenant(deps, entry))
  const inside = { tenant_id: id, policy: tenant?.policy }
  for (const stated of entry.claim_profiles) {
    const planned = planNamedClaims(deps, 'claim-profile', inside, stated)
    await plan(`tenant ${id}, claim-profile ${stated.id}`, planned)
  }
  for (const stated of entry.claim_sets) {
    await plan(`tenant ${id}, claim-set ${stated.id}`, planNamedClaims(deps, 'claim-set', inside, stated))
  }
  for (const connection of entry.connections as readonly ConnectionEntry[]) {
    const planned = planConnection(deps, entry, tenant?.policy.attributes ?? [], connection)
    await plan(`tenant ${id}, connection ${connection.id}`, planned)
  }
  for (const client of entry.clients as readonly ClientEntry[]) {
    await plan(`tenant ${id}, client ${client.client_id}`, planClient(deps, entry, client))
  }
  for (const user of entry.users) {
    const place = { ...inside, readPicture }
    await plan(`tenant ${id}, user ${user.username}`, planUser(deps, place, user))
  }
  // Last, since these name people and each other.
  for (const organization of entry.organizations) {
    await plan(`tenant ${id}, organization ${organization.id}`, planOrganization(deps, entry, organization))
  }
  for (const { client_id, assigned } of entry.clients) {
    if (!assigned) continue
    await plan(`tenant ${id}, client ${client_id}`, planAssignment(deps, entry, client_id, assigned))
  }
}

async function planTenant({ config, db }: PlanDeps, entry: TenantEntry): Promise<TenantStep> {
  const { id, name, type, host, policy = {} } = entry
  const stated = { id, name, type, host, policy }
  const row = await db.first(tenants.findTenant, { id })
  const draft = draftTenant(stated, row)
  refuseIf([hostFault(host, config.public_url), await takenHostFault({ db }, id, host)])
  const drafted = readSettings(TenantPolicy, draft.policy)
  await checkAttributesKept({ db }, id, drafted)
  const own = await db.first(findHostOfTenant, { tenant_id: id })
  const isSame =
    row?.name === draft.name && row.policy === JSON.stringify(draft.policy) && isSameHost(host, own?.host)
  return {
    kind: 'tenant',
    result: resultOf(row, isSame),
    stated,
    policy: drafted,
  }
}

async function planClient({ db }: PlanDeps, tenant: TenantEntry, entry: ClientEntry): Promise<Step> {
  const tenant_id = tenant.id
  const { client_id, type: client_type, assigned, ...others } = entry
  const metadata = assigned ? { assigned_only: true, ...others } : others
  const stated = { client_id, client_type, metadata }
  const row = await db.first(clients.findClient, { tenant_id, client_id })
  const draft = draftClient(stated, row)
  await checkProfilePlanned({ db }, tenant, draft.metadata)
  const isSame = row?.metadata === JSON.stringify(draft.metadata)
  return { kind: 'client', result: resultOf(row, isSame), tenant_id, stated }
}
