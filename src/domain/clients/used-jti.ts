/**
 * Tokens that are taken once: each use of a jti is kept until the token could not be used any more.
 *
 * Implements: RFC 7519 §4.1.7; RFC 7523 §3; OpenID Connect Core 1.0 §9 (jti).
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { sha256 } from '../../primitives/digest.ts'
import { insertUsedJti } from '../../store/used-jti.ts'

export type JtiUse = Readonly<{
  /** What the token was taken for: the same jti may be in a token of another kind. */
  use: 'client-assertion' | 'request-object'
  /** Who made the token, and with it the jti. */
  issuer: string
  jti: string
  /** When it is refused for its age. */
  expires_at: UnixSeconds
}>

/** @returns whether this is its first use; of many at the same time exactly one is */
export async function useJti(
  { db, tenant }: Pick<TenantDeps, 'db' | 'tenant'>,
  { use, issuer, jti, expires_at }: JtiUse,
): Promise<boolean> {
  const id = sha256(JSON.stringify([tenant.id, use, issuer, jti]))
  return (await db.first(insertUsedJti, { id, tenant_id: tenant.id, expires_at })) !== undefined
}
