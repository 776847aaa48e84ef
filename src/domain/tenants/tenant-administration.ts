/**
 * Tenants as an administrator makes, changes and removes them.
 */
import type { Deps, TenantDeps } from '../../deps.ts'
import { timeOrderedId } from '../../primitives/time-ordered-id.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import type { TenantRow } from '../../store/schema.ts'
import * as tenants from '../../store/tenants.ts'
import { type LogoOwner, restateLogo } from '../logos/logo.ts'
import { Refusal } from '../refusal.ts'
import { type Tenant, tenantOf } from './tenant.ts'
import { draftTenant, type TenantStatement } from './tenant-draft.ts'

type TenantsDeps = Pick<Deps, 'config' | 'db' | 'now' | 'random'>

/** @throws {Refusal} faulty, exists */
export async function createTenant(deps: TenantsDeps, stated: TenantStatement): Promise<Tenant> {
  const { db, now, random } = deps
  const draft = draftTenant(stated, undefined)
  const row: TenantRow = {
    id: stated.id,
    uuid: timeOrderedId(now(), random, 'tenant-id'),
    name: draft.name,
    type: draft.type,
    policy: JSON.stringify(draft.policy),
    created_at: now(),
    updated_at: now(),
  }
  const made = tenantOf(row, deps.config.public_url)
  const inserted = await db.transaction(async (tx) => {
    const count = await tx.run(tenants.insertTenant, row)
    if (count === 0) return 0
    await tx.run(bumpConfigVersion, {})
    await restateLogo(tx, ownLogo(made), made.policy.logo_uri, now())
    return count
  })
  if (inserted === 0) throw new Refusal('exists', `there is a tenant ${stated.id} already`)
  return made
}

/** @throws {Refusal} unknown, faulty */
export async function updateTenant(deps: TenantsDeps, stated: TenantStatement): Promise<Tenant> {
  const row = await requireRow(deps, stated.id)
  const { name, policy } = draftTenant(stated, row)
  const changed = { ...row, name, policy: JSON.stringify(policy) }
  const tenant = tenantOf(changed, deps.config.public_url)
  const now = deps.now()
  await deps.db.transaction(async (tx) => {
    await tx.run(tenants.updateTenant, { id: row.id, name, policy: changed.policy, now })
    await tx.run(bumpConfigVersion, {})
    await restateLogo(tx, ownLogo(tenant), tenant.policy.logo_uri, now)
  })
  return tenant
}

/** Everything that belongs to it goes with it. */
export async function deleteTenant(deps: TenantsDeps, id: string): Promise<void> {
  await requireRow(deps, id)
  await deps.db.transaction(async (tx) => {
    await tx.run(tenants.deleteTenant, { id })
    await tx.run(bumpConfigVersion, {})
  })
}

export async function listTenants({ config, db }: Pick<Deps, 'config' | 'db'>): Promise<readonly Tenant[]> {
  const rows = await db.all(tenants.listTenants, {})
  return rows.map((row) => tenantOf(row, config.public_url))
}

/** @throws {Refusal} unknown */
export async function requireTenant(deps: Pick<Deps, 'config' | 'db'>, id: string): Promise<Tenant> {
  return tenantOf(await requireRow(deps, id), deps.config.public_url)
}

/**
 * The deps of work in one tenant.
 *
 * @throws {Refusal} unknown
 */
export async function inTenant(deps: Deps, id: string): Promise<TenantDeps> {
  const tenant = await requireTenant(deps, id)
  return { ...deps, parsed: await deps.cache.current(), tenant, requester: undefined }
}

const ownLogo = ({ id }: Tenant): LogoOwner => ({ tenant_id: id, client_id: null })

async function requireRow({ db }: Pick<Deps, 'db'>, id: string): Promise<TenantRow> {
  const row = await db.first(tenants.findTenant, { id })
  if (!row) throw new Refusal('unknown', `there is no tenant ${id}`)
  return row
}
