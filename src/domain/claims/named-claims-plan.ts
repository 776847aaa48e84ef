/**
 * What a document's claim profiles and claim sets would change, and whether its clients' profiles will be there.
 */
import type { Deps } from '../../deps.ts'
import { claimProfiles } from '../../store/claim-profiles.ts'
import { refuseIf } from '../refusal.ts'
import type { Stated } from '../stated-settings.ts'
import { type Result, resultOf } from '../tenants/document-step.ts'
import type { TenantEntry } from '../tenants/tenant-document.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'
import { CLAIM_PROFILE, CLAIM_SET, checkNamed, type NamedClaims } from './named-claims.ts'
import { profileNamed, unknownProfile } from './profile-use.ts'

export type NamedClaimsStep = Readonly<{
  kind: 'claim-profile' | 'claim-set'
  result: Result
  tenant_id: string
  stated: NamedClaims
}>

export const KINDS = { 'claim-profile': CLAIM_PROFILE, 'claim-set': CLAIM_SET } as const

type PlanDeps = Pick<Deps, 'db'>

/**
 * @param policy undefined: it is faulty, which is told of the tenant
 * @throws {Refusal} faulty
 */
export async function planNamedClaims(
  { db }: PlanDeps,
  kind: NamedClaimsStep['kind'],
  { tenant_id, policy }: Readonly<{ tenant_id: string; policy: TenantPolicy | undefined }>,
  stated: NamedClaims,
): Promise<NamedClaimsStep> {
  if (policy) checkNamed(KINDS[kind], stated, policy)
  const row = await db.first(KINDS[kind].table.find, { tenant_id, id: stated.id })
  const result = resultOf(row, row?.claims === JSON.stringify(stated.claims))
  return { kind, result, tenant_id, stated }
}

/** @throws {Refusal} faulty, for a client whose profile neither is there nor is made by the document */
export async function checkProfilePlanned(
  { db }: PlanDeps,
  { id: tenant_id, claim_profiles }: TenantEntry,
  metadata: Stated,
): Promise<void> {
  const id = profileNamed(metadata)
  if (id === undefined || claim_profiles.some((profile) => profile.id === id)) return
  const row = await db.first(claimProfiles.find, { tenant_id, id })
  refuseIf([row ? undefined : unknownProfile(id)])
}
