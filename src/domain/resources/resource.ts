/**
 * Resources: services that take access tokens of a tenant, each by the address that clients ask for it with.
 *
 * The tenant registers those of others, with their own scopes. Its own is userinfo, which a token is for that asks for none.
 *
 * Implements: RFC 8707 §2; RFC 9068 §3.
 */
import type { Scope } from '../scope.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { RegisteredResource } from '../tenants/tenant-policy.ts'

/** By their addresses; empty: the tenant's own alone. */
export type Resources = readonly string[]

export const userinfoOf = ({ base }: Pick<Tenant, 'base'>): string => `${base}/userinfo`

/** The issuer's name is what a token for userinfo has as `aud` where its client did not say. */
export const isOwnResource = (tenant: Tenant, resource: string): boolean =>
  resource === tenant.issuer || resource === userinfoOf(tenant)

/** Those of others. */
export const registeredAmong = ({ policy }: Tenant, resources: Resources): readonly RegisteredResource[] =>
  policy.resources.filter(({ resource }) => resources.includes(resource))

export const isForUserinfo = (tenant: Tenant, resources: Resources): boolean =>
  resources.length === 0 || resources.some((each) => isOwnResource(tenant, each))

/** Whether the client is that of one of the resources, so that tokens for it are for this client. */
export const isServedBy = (tenant: Tenant, resources: Resources, client_id: string): boolean =>
  registeredAmong(tenant, resources).some((registered) => registered.client_id === client_id)

/** `aud` of a token for them. */
export function audienceOf({ issuer }: Tenant, resources: Resources): string | readonly string[] {
  const [first = issuer, ...others] = resources
  return others.length === 0 ? first : resources
}

export const resourcesText = (resources: Resources): string => resources.join(' ')

/** Those that a row of ours holds. */
export const resourcesOfText = (text: string): Resources => (text === '' ? [] : text.split(' '))

/** Of registered ones, with what each is said to mean. */
export function describedScopes(registered: readonly RegisteredResource[]) {
  return registered.flatMap(({ name, scopes }) =>
    scopes.map(({ scope, description }) => ({ scope, description, name })),
  )
}

const scopesOf = (registered: readonly RegisteredResource[]): ReadonlySet<string> =>
  new Set(describedScopes(registered).map(({ scope }) => scope))

/** The scopes that can be asked for together with the resources, beside those of OpenID Connect. */
export const scopesOfResources = (tenant: Tenant, resources: Resources): ReadonlySet<string> =>
  scopesOf(registeredAmong(tenant, resources))

/** RFC 8707 §2.2: a token for some has no scope that means something to the others alone. */
export function scopeFor(tenant: Tenant, scope: Scope, resources: Resources): Scope {
  if (resources.length === 0) return scope
  const others = scopesOf(tenant.policy.resources).difference(scopesOfResources(tenant, resources))
  return scope.difference(others)
}
