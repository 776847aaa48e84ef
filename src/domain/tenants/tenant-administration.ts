/**
 * Tenants as an administrator makes, changes and removes them.
 */
import type { Deps, TenantDeps } from '../../deps.ts'
import { timeOrderedId } from '../../primitives/time-ordered-id.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import type { TenantRow } from '../../store/schema.ts'
import { findHostOfTenant, listTenantHosts } from '../../store/tenant-hosts.ts'
import * as tenants from '../../store/tenants.ts'
import { type AuditDeps, type AuditEvent, recordEvents } from '../audit/audit-event.ts'
import { checkAttributesKept } from '../claims/profile-use.ts'
import { type LogoOwner, restateLogo } from '../logos/logo.ts'
import { Refusal, refuseIf } from '../refusal.ts'
import { readSettings } from '../settings.ts'
import { type Tenant, tenantOf } from './tenant.ts'
import { draftTenant, type TenantStatement } from './tenant-draft.ts'
import { hostFault, restateHost } from './tenant-host.ts'
import { TenantPolicy } from './tenant-policy.ts'

type TenantsDeps = Pick<Deps, 'config' | 'db' | 'now' | 'random'>

/** @throws {Refusal} faulty, exists */
export async function createTenant(deps: TenantsDeps, stated: TenantStatement): Promise<Tenant> {
  const { db, now, random } = deps
  const draft = draftTenant(stated, undefined)
  refuseIf([hostFault(stated.host, deps.config.public_url)])
  const row: TenantRow = {
    id: stated.id,
    uuid: timeOrderedId(now(), random, 'tenant-id'),
    name: draft.name,
    type: draft.type,
    policy: JSON.stringify(draft.policy),
    created_at: now(),
    updated_at: now(),
  }
  const made = tenantOf(row, deps.config.public_url, hostOf(stated, undefined))
  const inserted = await db.transaction(async (tx) => {
    const count = await tx.run(tenants.insertTenant, row)
    if (count === 0) return 0
    await restateHost(tx, row.id, stated.host, now())
    await tx.run(bumpConfigVersion, {})
    await restateLogo(tx, ownLogo(made), made.policy.logo_uri, now())
    await recordEvents(beside(deps, made), tx, [
      { action: 'tenant-created' },
      ...hostEvents(hostOf(stated, undefined), undefined),
    ])
    return count
  })
  if (inserted === 0) throw new Refusal('exists', `there is a tenant ${stated.id} already`)
  return made
}

/** @throws {Refusal} unknown, faulty, exists (the host) */
export async function updateTenant(deps: TenantsDeps, stated: TenantStatement): Promise<Tenant> {
  const row = await requireRow(deps, stated.id)
  const { name, policy } = draftTenant(stated, row)
  refuseIf([hostFault(stated.host, deps.config.public_url)])
  await checkAttributesKept(deps, row.id, readSettings(TenantPolicy, policy))
  const changed = { ...row, name, policy: JSON.stringify(policy) }
  const own = await deps.db.first(findHostOfTenant, { tenant_id: row.id })
  const host = hostOf(stated, own?.host)
  const tenant = tenantOf(changed, deps.config.public_url, host)
  const is_same = name === row.name && changed.policy === row.policy
  const events = [...(is_same ? [] : [{ action: 'tenant-updated' } as const]), ...hostEvents(host, own?.host)]
  if (events.length === 0) return tenant
  const now = deps.now()
  await deps.db.transaction(async (tx) => {
    await tx.run(tenants.updateTenant, { id: row.id, name, policy: changed.policy, now })
    await restateHost(tx, row.id, stated.host, now)
    await tx.run(bumpConfigVersion, {})
    await restateLogo(tx, ownLogo(tenant), tenant.policy.logo_uri, now)
    await recordEvents(beside(deps, tenant), tx, events)
  })
  return tenant
}

/** Everything that belongs to it goes with it, and so does the trail of what was done there. */
export async function deleteTenant(deps: TenantsDeps, id: string): Promise<void> {
  await requireRow(deps, id)
  await deps.db.transaction(async (tx) => {
    await tx.run(tenants.deleteTenant, { id })
    await tx.run(bumpConfigVersion, {})
  })
}

export async function listTenants({ config, db }: Pick<Deps, 'config' | 'db'>): Promise<readonly Tenant[]> {
  const rows = await db.all(tenants.listTenants, {})
  const own = await db.all(listTenantHosts, {})
  const hosts = new Map(own.map(({ tenant_id, host }) => [tenant_id, host]))
  return rows.map((row) => tenantOf(row, config.public_url, hosts.get(row.id)))
}

/** @throws {Refusal} unknown */
export async function requireTenant(deps: Pick<Deps, 'config' | 'db'>, id: string): Promise<Tenant> {
  const row = await requireRow(deps, id)
  const own = await deps.db.first(findHostOfTenant, { tenant_id: id })
  return tenantOf(row, deps.config.public_url, own?.host)
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

/** @param present the one that it has */
const hostOf = ({ host }: TenantStatement, present: string | undefined): string | undefined =>
  host === undefined ? present : host.toLowerCase() || undefined

/** @param host undefined, as `before`: none */
function hostEvents(host: string | undefined, before: string | undefined): readonly AuditEvent[] {
  if (host !== undefined) return host === before ? [] : [{ action: 'host-given', detail: { host } }]
  return before === undefined ? [] : [{ action: 'host-taken-away', detail: { host: before } }]
}

const beside = ({ now, random }: TenantsDeps, tenant: Tenant): AuditDeps => ({
  now,
  random,
  tenant,
  requester: undefined,
})

const ownLogo = ({ id }: Tenant): LogoOwner => ({ tenant_id: id, client_id: null })

async function requireRow({ db }: Pick<Deps, 'db'>, id: string): Promise<TenantRow> {
  const row = await db.first(tenants.findTenant, { id })
  if (!row) throw new Refusal('unknown', `there is no tenant ${id}`)
  return row
}
