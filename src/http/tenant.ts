/**
 * The deps of one request: those of the process, with the tenant of the address, who asks, and the request's id in every
 * notice.
 */
import type { FastifyRequest } from 'fastify'
import type { Deps, TenantDeps } from '../deps.ts'
import { findTenant } from '../domain/tenants/tenant.ts'
import { readCookie } from './cookies.ts'
import { languagesFor } from './reader.ts'
import { noticeTo } from './request-log.ts'
import { requesterOf } from './requester.ts'

export class UnknownTenantError extends Error {
  override readonly name = 'UnknownTenantError'
}

/**
 * @returns whatever the deps hold, a page's assets too
 * @throws {UnknownTenantError} when the address names a tenant that is not there
 */
export async function tenantDeps<D extends Deps>(deps: D, request: FastifyRequest): Promise<D & TenantDeps> {
  const { tenant_id } = request.params as { tenant_id: string }
  const parsed = await deps.cache.current()
  const tenant = await findTenant(deps, parsed, tenant_id)
  if (!tenant) throw new UnknownTenantError(`no tenant ${tenant_id}`)
  return {
    ...deps,
    tenant,
    parsed,
    requester: requesterOf(request),
    languages: languagesFor(deps, request, readCookie({ ...deps, tenant }, request, 'language')),
    notice: noticeTo(deps, request),
  }
}
