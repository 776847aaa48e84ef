/**
 * Claim profiles and claim sets as an administrator makes, changes and removes them.
 *
 * Implements: OpenID Connect Core 1.0 §5.1.2.
 */
import type { TenantDeps } from '../../deps.ts'
import { claimProfiles } from '../../store/claim-profiles.ts'
import type { NamedClaimsRow } from '../../store/claim-rows.ts'
import { claimSets } from '../../store/claim-sets.ts'
import type { Tx } from '../../store/database.ts'
import type { NamedClaimsTable } from '../../store/named-claims.ts'
import type { AuditEvent } from '../audit/audit-event.ts'
import { recordChange } from '../audit/record-change.ts'
import { Refusal, refuseIf } from '../refusal.ts'
import type { Stated } from '../stated-settings.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'
import { ID_FORM } from './claim-name-rule.ts'
import { claimProfileFaults } from './claim-profile-rule.ts'
import { claimSetFaults } from './claim-set-rule.ts'
import { checkUnused } from './profile-use.ts'

export type NamedClaims = Readonly<{ id: string; claims: Stated }>

/** One of the two. */
export type ClaimsKind = Readonly<{
  /** As commands, and documents, call it. */
  name: 'claim-profile' | 'claim-set'
  table: NamedClaimsTable
  faults: (claims: Stated, policy: TenantPolicy) => readonly string[]
  /** Inside the transaction that deletes it. */
  checkUnused: (tx: Tx, deleted: NamedClaimsRow) => Promise<void>
}>

export const CLAIM_PROFILE: ClaimsKind = {
  name: 'claim-profile',
  table: claimProfiles,
  faults: claimProfileFaults,
  checkUnused,
}

/** Nothing but requests names one. */
export const CLAIM_SET: ClaimsKind = {
  name: 'claim-set',
  table: claimSets,
  faults: claimSetFaults,
  checkUnused: async () => {},
}

type NamedDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now' | 'random' | 'requester'>

/** @throws {Refusal} faulty */
export function checkNamed(kind: ClaimsKind, { id, claims }: NamedClaims, policy: TenantPolicy): void {
  const idFault = `id ${JSON.stringify(id)} must have 1 to 200 printable ASCII characters, and no space, quote or backslash`
  refuseIf([ID_FORM.test(id) ? undefined : idFault, ...kind.faults(claims, policy)])
}

/** @throws {Refusal} faulty, exists */
export async function createNamed(deps: NamedDeps, kind: ClaimsKind, stated: NamedClaims): Promise<void> {
  const { tenant, now } = deps
  checkNamed(kind, stated, tenant.policy)
  const row: NamedClaimsRow = {
    tenant_id: tenant.id,
    id: stated.id,
    claims: JSON.stringify(stated.claims),
    created_at: now(),
    updated_at: now(),
  }
  const inserted = await recordChange(deps, about(kind, 'created', stated.id), (tx) =>
    tx.run(kind.table.insert, row),
  )
  if (inserted === 0) {
    throw new Refusal('exists', `there is a ${kind.name} ${stated.id} already in tenant ${tenant.id}`)
  }
}

/**
 * The claims that are stated take the place of all there were.
 *
 * @throws {Refusal} unknown, faulty
 */
export async function updateNamed(deps: NamedDeps, kind: ClaimsKind, stated: NamedClaims): Promise<void> {
  const { tenant, now } = deps
  const row = await findRow(deps, kind, stated.id)
  checkNamed(kind, stated, tenant.policy)
  const claims = JSON.stringify(stated.claims)
  if (claims === row.claims) return
  await recordChange(deps, about(kind, 'updated', stated.id), (tx) =>
    tx.run(kind.table.update, { tenant_id: tenant.id, id: stated.id, claims, now: now() }),
  )
}

/** @throws {Refusal} unknown; faulty for one that something still needs */
export async function deleteNamed(deps: NamedDeps, kind: ClaimsKind, id: string): Promise<void> {
  const row = await findRow(deps, kind, id)
  await recordChange(deps, about(kind, 'deleted', id), async (tx) => {
    const count = await tx.run(kind.table.delete, { tenant_id: deps.tenant.id, id })
    await kind.checkUnused(tx, row)
    return count
  })
}

const about = ({ name }: ClaimsKind, what: 'created' | 'updated' | 'deleted', id: string): AuditEvent => ({
  action: `${name}-${what}`,
  detail: { id },
})

export async function listNamed(
  { db, tenant }: Pick<NamedDeps, 'db' | 'tenant'>,
  kind: ClaimsKind,
): Promise<readonly NamedClaims[]> {
  return (await db.all(kind.table.list, { tenant_id: tenant.id })).map(namedOf)
}

/** @throws {Refusal} unknown */
export async function requireNamed(
  deps: Pick<NamedDeps, 'db' | 'tenant'>,
  kind: ClaimsKind,
  id: string,
): Promise<NamedClaims> {
  return namedOf(await findRow(deps, kind, id))
}

const namedOf = ({ id, claims }: NamedClaimsRow): NamedClaims => ({ id, claims: JSON.parse(claims) })

async function findRow({ db, tenant }: Pick<NamedDeps, 'db' | 'tenant'>, kind: ClaimsKind, id: string) {
  const row = await db.first(kind.table.find, { tenant_id: tenant.id, id })
  if (!row) throw new Refusal('unknown', `there is no ${kind.name} ${id} in tenant ${tenant.id}`)
  return row
}
