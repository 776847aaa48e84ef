/**
 * What an authorization request names, which the tenant must have: an integration, an organization, a connection.
 *
 * Implements: RFC 6749 §4.1.2.1 (invalid_request).
 */
import type { TenantDeps } from '../../deps.ts'
import { checkClaimSet } from '../claims/claim-set.ts'
import { type Connection, requestedConnection } from '../connections/connection.ts'
import { requestedOrganization } from '../organizations/organization.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

type Names = Pick<AuthorizationRequest, 'claim_set_id' | 'organization_id' | 'connection_id'>

/**
 * A request that names nothing asks the database nothing.
 *
 * @returns where the person is to sign in; undefined: wherever she can
 * @throws {OAuthError} `invalid_request` for a name that is none
 */
export async function checkNamed(
  deps: Pick<TenantDeps, 'db' | 'parsed' | 'tenant'>,
  names: Names,
): Promise<Connection | undefined> {
  await checkClaimSet(deps, names.claim_set_id)
  await requestedOrganization(deps, names)
  return requestedConnection(deps, names)
}
