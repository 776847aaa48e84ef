/**
 * Who gets in: the members alone of an organization that a request names, and those alone whom a client is for.
 *
 * Nothing is looked up where neither restricts anything.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.6; RFC 6749 §4.1.2.1 (access_denied).
 */
import type { TenantDeps } from '../../deps.ts'
import { findAssignment } from '../../store/client-assignments.ts'
import type { Queries } from '../../store/database.ts'
import { findOrganizationOfMember } from '../../store/organizations.ts'
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'

export type Refused = 'organization-not-member' | 'client-not-assigned'

export type Admission = 'admitted' | Refused

type AdmissionDeps = Pick<TenantDeps, 'tenant'>

export async function admissionOf(
  deps: AdmissionDeps,
  queries: Queries,
  { client, organization_id }: Readonly<{ client: Client; organization_id: string | undefined }>,
  user_id: Buffer,
): Promise<Admission> {
  if (organization_id !== undefined) {
    const member = { tenant_id: deps.tenant.id, organization_id, user_id }
    if (!(await queries.first(findOrganizationOfMember, member))) return 'organization-not-member'
  }
  return (await isAssigned(deps, queries, client, user_id)) ? 'admitted' : 'client-not-assigned'
}

/** Whether the client is for this person, herself or as a member of an organization. */
export async function isAssigned(
  { tenant }: AdmissionDeps,
  queries: Queries,
  { client_id, metadata }: Client,
  user_id: Buffer,
): Promise<boolean> {
  if (!metadata.assigned_only) return true
  return (await queries.first(findAssignment, { tenant_id: tenant.id, client_id, user_id })) !== undefined
}

const DESCRIPTIONS: Readonly<Record<Refused, string>> = {
  'organization-not-member': 'The person is not a member of the organization.',
  'client-not-assigned': 'The client is not for this person.',
}

/** For the redirect target, where nobody may be shown a page. */
export const notAdmitted = (reason: Refused): OAuthError =>
  new OAuthError('access_denied', DESCRIPTIONS[reason], { reason })
