/**
 * Access tokens: a JWT that applications can verify by our keys, or an opaque handle; each has a row, so that it can be revoked.
 *
 * Implements: RFC 9068 §2.2, §2.2.1, §3, §4; RFC 8707 §2.2; RFC 8693 §4.1, §4.3, §4.4; RFC 6749 §1.4.
 */
import type { TenantDeps } from '../../deps.ts'
import {
  parseHandle,
  parseUuid,
  secretMatches,
  timeOfId,
  uuidText,
} from '../../primitives/time-ordered-id.ts'
import { findAccessToken } from '../../store/access-tokens.ts'
import type { AccessTokenRow, GrantRow } from '../../store/token-rows.ts'
import { claimsInAccessToken } from '../claims/told-claims.ts'
import { readOwnToken } from '../keys/own-token.ts'
import { organizationClaims } from '../organizations/organization.ts'
import { audienceOf, resourcesOfText } from '../resources/resource.ts'
import { scopeOfText } from '../scope.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { TokenStanding } from './grant-standing.ts'

/** Who acts for the subject of a token, and who did before (RFC 8693 §4.1). */
export type Actor = Readonly<{ sub: string; act?: Actor }>

/** What the tokens of an access token's row tell, of the person under the name by which its client knows her. */
export function accessTokenClaims(
  tenant: Tenant,
  { grant, user, client, organization }: TokenStanding,
  row: AccessTokenRow,
) {
  const { may_act } = client.metadata
  return {
    ...(user ? claimsInAccessToken({ client, user, scope: scopeOfText(row.scope) }) : {}),
    iss: tenant.issuer,
    // RFC 9068 §2.2: without a person it is the client itself.
    sub: user?.sub ?? grant.client_id,
    aud: audienceOf(tenant, resourcesOfText(row.resources)),
    client_id: client.client_id,
    iat: timeOfId(row.id),
    exp: row.expires_at,
    jti: uuidText(row.id),
    ...(row.scope === '' ? {} : { scope: row.scope }),
    ...(user ? authenticationOf(grant) : {}),
    ...organizationClaims(organization),
    // RFC 8693 §4.1, §4.4.
    ...(row.act === null ? {} : { act: JSON.parse(row.act) as Actor }),
    ...(may_act === undefined ? {} : { may_act: { sub: may_act } }),
  }
}

/** RFC 9068 §2.2.1: how the person signed in, for whom the token speaks. */
export const authenticationOf = ({ auth_time, acr, amr }: GrantRow) => ({
  auth_time,
  acr,
  amr: amr.split(' '),
})

/** The row of a token of either form that this tenant issued, whether or not it is still alive. */
export async function findAccessTokenRow(
  deps: Pick<TenantDeps, 'db' | 'secrets' | 'now' | 'parsed' | 'tenant'>,
  token: string,
): Promise<AccessTokenRow | undefined> {
  const { db, tenant } = deps
  const handle = parseHandle(token)
  if (handle) {
    const row = await db.first(findAccessToken, { tenant_id: tenant.id, id: handle.id })
    return row?.secret_hash && secretMatches(handle, row.secret_hash) ? row : undefined
  }
  const claims = await readOwnToken(deps, token, 'at+jwt')
  const id = parseUuid(String(claims?.['jti']))
  return id && db.first(findAccessToken, { tenant_id: tenant.id, id })
}
