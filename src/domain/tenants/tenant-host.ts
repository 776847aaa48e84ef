/**
 * A tenant's own host: what may be one, whose it is, and which tenant a request means that came to one.
 *
 * Implements: OpenID Connect Discovery 1.0 §3 (issuer); RFC 9110 §4.2.2, §7.2.
 */
import type { Deps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import type { Tx } from '../../store/database.ts'
import type { Parsed } from '../../store/parsed-cache.ts'
import * as hosts from '../../store/tenant-hosts.ts'
import { Refusal } from '../refusal.ts'

/** Labels of letters, digits and inner dashes, the last one beginning with a letter, as no address does; then perhaps a port. */
const HOST = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?(:[0-9]{1,5})?$/

const LONGEST_HOST = 253

/** What an administrator says instead of a host where there is to be none. */
export const NO_HOST = ''

/** @param stated undefined: nothing was */
export function hostFault(stated: string | undefined, public_url: string): string | undefined {
  if (stated === undefined || stated === NO_HOST) return undefined
  const host = stated.toLowerCase()
  // A browser leaves out the port that https has anyway, and knows none beyond the last.
  const url = `https://${host}`
  if (!HOST.test(host) || host.length > LONGEST_HOST || !URL.canParse(url) || new URL(url).host !== host) {
    return `host ${JSON.stringify(stated)} must be a name such as login.acme.example, with a port where it is not 443`
  }
  return isHostOf(public_url, host)
    ? `host ${host} is that of PUBLIC_URL, where tenants without a host of their own are`
    : undefined
}

/** @param present undefined: it has none */
export const isSameHost = (stated: string | undefined, present: string | undefined): boolean =>
  stated === undefined || stated.toLowerCase() === (present ?? NO_HOST)

/** @param host in the form that browsers send */
export const isHostOf = (public_url: string, host: string): boolean => public_url.endsWith(`//${host}`)

export const takenHost = (host: string, owner: string): string =>
  `host ${host} is that of the tenant ${owner} already`

/** @returns what is wrong with it for that tenant as things stand */
export async function takenHostFault(
  { db }: Pick<Deps, 'db'>,
  tenant_id: string,
  stated: string | undefined,
): Promise<string | undefined> {
  const row =
    stated === undefined ? undefined : await db.first(hosts.findTenantHost, { host: stated.toLowerCase() })
  return row && row.tenant_id !== tenant_id ? takenHost(row.host, row.tenant_id) : undefined
}

/**
 * Together with the statement that changes the tenant, which is undone with it.
 *
 * @param stated undefined: it stays as it is
 * @throws {Refusal} exists, where another tenant has it
 */
export async function restateHost(
  tx: Tx,
  tenant_id: string,
  stated: string | undefined,
  now: UnixSeconds,
): Promise<void> {
  if (stated === undefined) return
  await tx.run(hosts.deleteTenantHost, { tenant_id })
  if (stated === NO_HOST) return
  const host = stated.toLowerCase()
  if ((await tx.run(hosts.insertTenantHost, { host, tenant_id, created_at: now })) === 1) return
  const owner = (await tx.first(hosts.findTenantHost, { host }))?.tenant_id
  throw new Refusal('exists', takenHost(host, String(owner)))
}

/**
 * What was made up reaches the database only where it has the form of a host, and where any tenant has one.
 *
 * @param host as the request named it: in whatever case, with the dot of a whole name or the port that https has anyway
 * @returns its canonical form and whose it is
 */
export async function tenantAtHost(
  { db }: Pick<Deps, 'db'>,
  parsed: Parsed,
  host: string,
): Promise<hosts.TenantHostRow | undefined> {
  const name = host
    .toLowerCase()
    .replace(/\.(?=:|$)/, '')
    .replace(/:443$/, '')
  if (!HOST.test(name)) return undefined
  const known = await parsed.get('tenant-hosts', async () => {
    const first = await db.first(hosts.findAnyTenantHost, {})
    return { are_any: first !== undefined }
  })
  if (!known?.are_any) return undefined
  return parsed.get(`tenant-host/${name}`, () => db.first(hosts.findTenantHost, { host: name }))
}
