/**
 * resource: for which services a client asks a token. It may be sent more than once.
 *
 * Implements: RFC 8707 §2, §2.1, §2.2.
 */
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import { type Parameters, repeatable } from '../parameters.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { isOwnResource, type Resources } from './resource.ts'

/** RFC 3986 §4.3: an absolute URI has a scheme, and no fragment. */
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s#]+$/

/**
 * @returns each once; empty: it did not say
 * @throws {OAuthError} `invalid_target` for what is no absolute URI, not registered, or not for this client
 */
export function parseResources(parameters: Parameters, tenant: Tenant, client: Client): Resources {
  const sent = new Set(repeatable(parameters, 'resource'))
  checkResources(tenant, client, [...sent])
  return [...sent]
}

/** @throws {OAuthError} `invalid_target` */
export function checkResources(tenant: Tenant, client: Client, resources: Resources): void {
  for (const resource of resources) checkResource(tenant, client, resource)
}

function checkResource(tenant: Tenant, { metadata }: Client, resource: string): void {
  if (!ABSOLUTE_URI.test(resource)) {
    throw invalidTarget('resource must be an absolute URI without a fragment.', 'resource-malformed', [
      resource,
    ])
  }
  if (isOwnResource(tenant, resource)) return
  const known = tenant.policy.resources.map((registered) => registered.resource)
  if (!known.includes(resource)) {
    throw invalidTarget('resource is not known here.', 'resource-unknown', [resource], known)
  }
  const { resources: allowed } = metadata
  if (allowed?.includes(resource) === false) {
    throw invalidTarget(
      'The client may not ask for this resource.',
      'resource-unregistered',
      [resource],
      allowed,
    )
  }
}

/**
 * §2.2: what is asked for with what was granted can be less, and never more.
 *
 * @returns undefined for more
 */
export function narrowedResources(
  tenant: Tenant,
  granted: Resources,
  asked: Resources,
): Resources | undefined {
  if (asked.length === 0) return granted
  const isGranted = (resource: string) =>
    granted.length === 0 ? isOwnResource(tenant, resource) : granted.includes(resource)
  return asked.every(isGranted) ? asked : undefined
}

export const resourceNotGranted = (asked: Resources): OAuthError =>
  invalidTarget('The resource is none of those that were granted.', 'resource-not-granted', asked)

export function invalidTarget(
  description: string,
  reason: string,
  sent: Resources,
  expected: Resources = [],
): OAuthError {
  return new OAuthError('invalid_target', description, {
    reason,
    sent: sent.join(' '),
    ...(expected.length === 0 ? {} : { expected: expected.join(' ') }),
  })
}
