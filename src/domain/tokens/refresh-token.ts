/**
 * Refresh tokens as they come back.
 *
 * Implements: RFC 6749 §1.5.
 */
import type { TenantDeps } from '../../deps.ts'
import { parseHandle, secretMatches } from '../../primitives/time-ordered-id.ts'
import { findRefreshToken } from '../../store/refresh-tokens.ts'
import type { RefreshTokenRow } from '../../store/token-rows.ts'

/** The row of a token that this tenant issued, whether or not it was used or has ended. */
export async function findRefreshTokenRow(
  { db, tenant }: Pick<TenantDeps, 'db' | 'tenant'>,
  token: string,
): Promise<RefreshTokenRow | undefined> {
  const handle = parseHandle(token)
  const row = handle && (await db.first(findRefreshToken, { tenant_id: tenant.id, id: handle.id }))
  return row && secretMatches(handle, row.secret_hash) ? row : undefined
}
