/**
 * An organization: people of a tenant, whom alone an authorization request may be for.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1, §5.1.2.
 */
import type { TenantDeps } from '../../deps.ts'
import * as organizations from '../../store/organizations.ts'
import { OAuthError } from '../oauth-error.ts'

export type Organization = Readonly<{ id: string; name: string }>

/** In an address, and in the tokens of those who check its first letters. */
export const ORGANIZATION_ID = /^[A-Za-z0-9_-]{1,100}$/

type OrganizationDeps = Pick<TenantDeps, 'db' | 'parsed' | 'tenant'>

/** @param id undefined: none was named */
export async function findOrganization(
  { db, parsed, tenant }: OrganizationDeps,
  id: string | undefined,
): Promise<Organization | undefined> {
  if (id === undefined || !ORGANIZATION_ID.test(id)) return undefined
  return parsed.get(`organization/${tenant.id}/${id}`, () =>
    db.first(organizations.findOrganization, { tenant_id: tenant.id, id }),
  )
}

/**
 * The one that an authorization request names; undefined: it names none.
 *
 * @throws {OAuthError} `invalid_request` for one that the tenant does not have
 */
export async function requestedOrganization(
  deps: OrganizationDeps,
  { organization_id }: Readonly<{ organization_id: string | undefined }>,
): Promise<Organization | undefined> {
  const organization = await findOrganization(deps, organization_id)
  if (organization || organization_id === undefined) return organization
  throw new OAuthError('invalid_request', 'organization is not known.', {
    reason: 'organization-unknown',
    sent: organization_id,
  })
}

/** What the tokens of such a request say of it, under the names that others use too. */
export const organizationClaims = (organization: Organization | undefined) =>
  organization === undefined ? {} : { org_id: organization.id, org_name: organization.name }
