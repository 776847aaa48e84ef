/**
 * Whether an access token still stands: with its grant, and with the client that has it, which need not be that of the grant.
 *
 * Implements: RFC 7662 §2.2, §4; RFC 8693 §1.1, §2.2.1.
 */
import type { TenantDeps } from '../../deps.ts'
import type { AccessTokenRow } from '../../store/token-rows.ts'
import { type Client, findClient } from '../clients/client.ts'
import { asKnownTo } from '../clients/subject.ts'
import { isAssigned } from '../organizations/admission.ts'
import { isServedBy, resourcesOfText } from '../resources/resource.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { findAnyStanding, type TokenStanding } from './grant-standing.ts'

/** @returns the reason when it does not stand; its own end is for the caller to look at */
export async function findTokenStanding(
  deps: Pick<TenantDeps, 'db' | 'parsed' | 'secrets' | 'tenant'>,
  token: Pick<AccessTokenRow, 'grant_id' | 'client_id'>,
): Promise<TokenStanding | string> {
  const standing = await findAnyStanding(deps, deps.db, token.grant_id)
  if (typeof standing === 'string') return standing
  const { grant, user, organization } = standing
  const client = await findClient(deps, token.client_id ?? grant.client_id)
  if (!client || client.locked) return 'client-locked'
  if (user && !(await isAssigned(deps, deps.db, client, user.id))) return 'client-not-assigned'
  return { grant, client, user: user && asKnownTo(deps, client, user), organization }
}

/** Whether the client is one of the resources that the token is for. */
export const isMeantFor = (tenant: Tenant, { resources }: AccessTokenRow, { client_id }: Client): boolean =>
  isServedBy(tenant, resourcesOfText(resources), client_id)
