/**
 * Initial access tokens: an administrator makes one, and whoever has it registers so many clients with it.
 *
 * Implements: RFC 7591 §1.2, §3, §3.1; RFC 6750 §3.1.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { sha256 } from '../../primitives/digest.ts'
import { handleText, newHandle, parseHandle, secretMatches } from '../../primitives/time-ordered-id.ts'
import * as tokens from '../../store/registration-tokens.ts'
import { type AuditDeps, recordEvent } from '../audit/audit-event.ts'
import { OAuthError } from '../oauth-error.ts'

type TokenDeps = Pick<TenantDeps, 'db' | 'tenant' | 'now'>

/** The token is told once and is nowhere else. @param lifetime seconds until it ends */
export async function makeRegistrationToken(
  deps: TokenDeps & AuditDeps,
  uses: number,
  lifetime: number,
): Promise<Readonly<{ token: string; expires_at: UnixSeconds }>> {
  const { db, tenant, now, random } = deps
  const handle = newHandle(now(), random, 'registration-token')
  const expires_at = now() + lifetime
  const row = {
    id: handle.id,
    tenant_id: tenant.id,
    secret_hash: sha256(handle.secret),
    uses_left: uses,
    created_at: now(),
    expires_at,
  }
  await db.transaction(async (tx) => {
    await tx.run(tokens.insertRegistrationToken, row)
    await recordEvent(deps, tx, { action: 'registration-token-created', detail: { uses } })
  })
  return { token: handleText(handle), expires_at }
}

/** @returns how many were taken back: all of the tenant */
export const revokeRegistrationTokens = (deps: TokenDeps & AuditDeps): Promise<number> =>
  deps.db.transaction(async (tx) => {
    const count = await tx.run(tokens.deleteRegistrationTokens, { tenant_id: deps.tenant.id })
    if (count > 0) await recordEvent(deps, tx, { action: 'registration-tokens-revoked', detail: { count } })
    return count
  })

/**
 * Nothing of it is used up.
 *
 * @returns its id, by which it is used
 * @throws {OAuthError} `invalid_token`
 */
export async function findRegistrationToken(
  { db, tenant, now }: TokenDeps,
  token: string | undefined,
): Promise<Buffer> {
  if (token === undefined) {
    throw new OAuthError('invalid_token', 'Registering needs an initial access token.', {
      reason: 'token-missing',
    })
  }
  const handle = parseHandle(token)
  const key = handle && { tenant_id: tenant.id, id: handle.id, now: now() }
  const row = key && (await db.first(tokens.findRegistrationToken, key))
  if (row && secretMatches(handle, row.secret_hash)) return row.id
  throw spentToken()
}

export const spentToken = (): OAuthError =>
  new OAuthError('invalid_token', 'The initial access token is unknown, expired or used up.', {
    reason: 'registration-token-unfit',
  })
