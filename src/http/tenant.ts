/**
 * The deps of one request: those of the process, with the tenant of the address, who asks, and the request's id in every
 * notice.
 */
import type { FastifyRequest } from 'fastify'
import type { Deps, TenantDeps } from '../deps.ts'
import type { Requester } from '../domain/mail/letter.ts'
import { findTenant } from '../domain/tenants/tenant.ts'
import { isHostOf, tenantAtHost } from '../domain/tenants/tenant-host.ts'
import { readCookie } from './cookies.ts'
import { isAtOwnHost } from './own-host.ts'
import { languagesFor } from './reader.ts'
import { noticeTo } from './request-log.ts'
import { requesterOf } from './requester.ts'

export class UnknownTenantError extends Error {
  override readonly name = 'UnknownTenantError'
}

/** A page is wanted of a tenant whose cookies are at its own host. */
export class AnotherHostError extends UnknownTenantError {
  readonly url: string

  constructor(url: string) {
    super(`the page is at ${url}`)
    this.url = url
  }
}

/**
 * @returns whatever the deps hold, a page's assets too
 * @throws {UnknownTenantError} when the address names a tenant that is not there, or not at this host
 * @throws {AnotherHostError} when its pages are elsewhere, and this is one of them
 */
export async function tenantDeps<D extends Deps>(
  deps: D,
  request: FastifyRequest,
): Promise<D & TenantDeps & Readonly<{ requester: Requester }>> {
  const { tenant_id } = request.params as { tenant_id: string }
  const parsed = await deps.cache.current()
  const tenant = await findTenant(deps, parsed, tenant_id)
  if (!tenant || !(await isHere(deps, parsed, request, tenant_id))) {
    throw new UnknownTenantError(`no tenant ${tenant_id} at ${request.host}`)
  }
  if ('assets' in deps && tenant.host !== undefined && !isAtOwnHost(request)) {
    throw new AnotherHostError(tenant.base + request.url.replace(ADDRESS_OF_TENANT, ''))
  }
  return {
    ...deps,
    tenant,
    parsed,
    requester: requesterOf(request),
    languages: languagesFor(deps, request, readCookie({ tenant }, request, 'language')),
    notice: noticeTo(deps, request),
  }
}

/** What stands before the path below the base, with the host where a proxy was asked. */
const ADDRESS_OF_TENANT = /^.*?\/api\/oidc\/[^/?]+/

/** A tenant's own host is that tenant's alone. */
async function isHere(
  deps: Deps,
  parsed: TenantDeps['parsed'],
  request: FastifyRequest,
  tenant_id: string,
): Promise<boolean> {
  if (isAtOwnHost(request) || isHostOf(deps.config.public_url, request.host)) return true
  const owner = await tenantAtHost(deps, parsed, request.host)
  return owner === undefined || owner.tenant_id === tenant_id
}
