/**
 * A tenant: an issuer with its own users, clients, keys, policy and look.
 *
 * Implements: OpenID Connect Discovery 1.0 §3; OpenID Connect Core 1.0 §16.15.
 */
import type { Deps } from '../../deps.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import type { Parsed } from '../../store/parsed-cache.ts'
import type { TenantRow, TenantType } from '../../store/schema.ts'
import { findHostOfTenant } from '../../store/tenant-hosts.ts'
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
  /** With a slash at its end where the tenant has a host of its own, as the clients made for such providers have it. */
  issuer: string
  /** The issuer without a slash at its end: what every address of the tenant begins with. */
  base: string
  /** Of its pages: the only one whose forms are taken. */
  origin: string
  /** Of its own; undefined: it is below PUBLIC_URL. */
  host: string | undefined
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
    const own = await db.first(findHostOfTenant, { tenant_id: id })
    const tenant = tenantOf(row, config.public_url, own?.host)
    const owner = { tenant_id: id, client_id: null }
    return { ...tenant, logo: await findLogo(db, owner, tenant.policy.logo_uri, tenant.base) }
  })
}

/** Without its logo. @param host its own; undefined: it has none */
export function tenantOf(row: TenantRow, public_url: string, host: string | undefined): Tenant {
  return {
    id: row.id,
    uuid: uuidText(row.uuid),
    name: row.name,
    type: row.type,
    host,
    ...addressOf(row.id, public_url, host),
    policy: readSettings(TenantPolicy, JSON.parse(row.policy)),
    logo: undefined,
  }
}

function addressOf(id: string, public_url: string, host: string | undefined) {
  if (host !== undefined)
    return { issuer: `https://${host}/`, base: `https://${host}`, origin: `https://${host}` }
  const base = `${public_url}/api/oidc/${id}`
  return { issuer: base, base, origin: public_url }
}
