/**
 * What is kept of a person, by the names under which claims can be made of it: what every tenant has, and what a tenant's
 * `attributes` name beside.
 *
 * Implements: OpenID Connect Core 1.0 §5.1, §5.1.2.
 */
import { PROTOCOL_CLAIMS } from '../claims/protocol-claims.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'
import { STATED_CLAIMS } from './user-claims.ts'

type Attributed = Pick<TenantPolicy, 'attributes'>

export const OWN_ATTRIBUTES: readonly string[] = [
  'sub',
  'username',
  'preferred_username',
  'email',
  'email_verified',
  'updated_at',
  ...STATED_CLAIMS,
]

export const attributeNames = ({ attributes }: Attributed): readonly string[] => [
  ...OWN_ATTRIBUTES,
  ...attributes,
]

/** @returns what is wrong with those that a tenant names */
export const attributeFaults = ({ attributes }: Attributed): readonly string[] =>
  attributes
    .filter((name) => OWN_ATTRIBUTES.includes(name) || PROTOCOL_CLAIMS.has(name))
    .map((name) => `attributes: ${name} is there in every tenant, or the server's own`)
