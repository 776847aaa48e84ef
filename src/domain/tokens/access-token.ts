/**
 * Access tokens: a JWT that applications can verify by our keys, or an opaque handle; each has a row, so that it can be revoked.
 *
 * Implements: RFC 9068 §2.2, §2.2.1, §4; RFC 6749 §1.4.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { parseHandle, parseUuid, secretMatches, uuidText } from '../../primitives/time-ordered-id.ts'
import { findAccessToken } from '../../store/access-tokens.ts'
import type { AccessTokenRow } from '../../store/token-rows.ts'
import { readOwnToken } from '../keys/own-token.ts'
import { type Scope, scopeText } from '../scope.ts'
import type { Standing } from './grant-standing.ts'

/** @param lifetime seconds until `exp` */
export function accessTokenClaims(
  { grant, user }: Standing,
  id: Buffer,
  scope: Scope,
  issuer: string,
  now: UnixSeconds,
  lifetime: number,
) {
  return {
    iss: issuer,
    sub: user.sub,
    aud: issuer, // RFC 9068 §3: the resource is this issuer's own userinfo
    client_id: grant.client_id,
    iat: now,
    exp: now + lifetime,
    jti: uuidText(id),
    scope: scopeText(scope),
    auth_time: grant.auth_time,
    acr: grant.acr,
    amr: grant.amr.split(' '),
  }
}

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
