/**
 * What may be registered as resources: each address once, and no scope that is OpenID Connect's.
 *
 * Implements: RFC 8707 §2; OpenID Connect Core 1.0 §5.4.
 */
import { SCOPES_SUPPORTED } from '../scope.ts'
import type { TenantPolicy } from './tenant-policy.ts'

const OURS: ReadonlySet<string> = new Set(SCOPES_SUPPORTED)

/** @returns what is wrong with them */
export function resourceFaults({ resources }: TenantPolicy): readonly string[] {
  const addresses = resources.map(({ resource }) => resource)
  const repeated = addresses.filter((address, index) => addresses.indexOf(address) !== index)
  const taken = resources
    .flatMap(({ scopes }) => scopes.map(({ scope }) => scope))
    .filter((scope) => OURS.has(scope))
  return [
    ...new Set(repeated.map((address) => `resources: ${address} is there more than once`)),
    ...new Set(taken.map((scope) => `resources: the scope ${scope} is the tenant's own`)),
  ]
}
