/**
 * A tenant: an issuer with its own users, clients, keys, policy and look.
 *
 * Implements: OpenID Connect Discovery 1.0 §3; OpenID Connect Core 1.0 §16.15.
 */
import type { Deps } from '../../deps.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import type { Parsed } from '../../store/parsed-cache.ts'
import type { TenantRow, TenantType } from '../../store/schema.ts'
import * as tenants from '../../store/tenants.ts'
import { findLogo, type Logo } from '../logos/logo.ts'
import { readSettings } from '../settings.ts'
import { TenantPolicy } from './tenant-policy.ts'

export type Tenant = Readonly<{
  id: string
  /** In text. Bound into every passcode of the tenant. */
  uuid: string
  name: string
  type: TenantType
  issuer: string
  policy: TenantPolicy
  /** undefined: none, or none that could be had yet. */
  logo: Logo | undefined
}>

/** The form of an id: a part of the issuer's path, and of host names. */
export const TENANT_ID = /^[a-z0-9][a-z0-9-]{0,62}$/

/** What has not the form of an id is not looked for, so that no address that was made up reaches the database. */
export async function findTenant(
  { config, db }: Pick<Deps, 'config' | 'db'>,
  parsed: Parsed,
  id: string,
): Promise<Tenant | undefined> {
  if (!TENANT_ID.test(id)) return undefined
  return parsed.get(`tenant/${id}`, async () => {
    const row = await db.first(tenants.findTenant, { id })
    if (!row) return undefined
    const tenant = tenantOf(row, config.public_url)
    const owner = { tenant_id: id, client_id: null }
    return { ...tenant, logo: await findLogo(db, owner, tenant.policy.logo_uri, tenant.issuer) }
  })
}

/** Without its logo. */
export function tenantOf(row: TenantRow, public_url: string): Tenant {
  return {
    id: row.id,
    uuid: uuidText(row.uuid),
    name: row.name,
    type: row.type,
    issuer: `${public_url}/api/oidc/${row.id}`,
    policy: readSettings(TenantPolicy, JSON.parse(row.policy)),
    logo: undefined,
  }
}
