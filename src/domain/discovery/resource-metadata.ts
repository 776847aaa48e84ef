/**
 * What the tenant's own protected resource, userinfo, says of itself: who issues tokens for it, and how it takes them.
 *
 * Implements: RFC 9728 §2, §3.2, §4; RFC 8707 §2.
 */
import { array, object, optional, type Static, string } from '../../primitives/json-schema.ts'
import { CLAIMS_OF_SCOPE } from '../claims/standard-claims.ts'
import { SIGNING_ALGORITHMS } from '../keys/algorithms.ts'
import { userinfoOf } from '../resources/resource.ts'
import type { Tenant } from '../tenants/tenant.ts'

const words = array(string())

export const ResourceMetadata = object({
  resource: string(),
  authorization_servers: words,
  jwks_uri: string(),
  scopes_supported: words,
  bearer_methods_supported: words,
  resource_signing_alg_values_supported: words,
  resource_name: string(),
  resource_policy_uri: optional(string()),
  resource_tos_uri: optional(string()),
})

export type ResourceMetadata = Static<typeof ResourceMetadata>

export function resourceMetadata(tenant: Tenant): ResourceMetadata {
  const { issuer, base, name, policy } = tenant
  return {
    resource: userinfoOf(tenant),
    authorization_servers: [issuer],
    jwks_uri: `${base}/.well-known/jwks`,
    scopes_supported: ['openid', ...Object.keys(CLAIMS_OF_SCOPE).filter((scope) => scope !== 'openid')],
    bearer_methods_supported: ['header', 'body'],
    resource_signing_alg_values_supported: [...SIGNING_ALGORITHMS],
    resource_name: name,
    ...(policy.policy_uri === undefined ? {} : { resource_policy_uri: policy.policy_uri }),
    ...(policy.tos_uri === undefined ? {} : { resource_tos_uri: policy.tos_uri }),
  }
}

/** Those that can be asked for, as far as they are where metadata can be (RFC 9728 §1.2). */
export const protectedResources = (tenant: Tenant): string[] => [
  userinfoOf(tenant),
  ...tenant.policy.resources.map(({ resource }) => resource).filter((uri) => /^https?:/.test(uri)),
]
