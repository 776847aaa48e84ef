/**
 * Authorization codes: issued for the grant they stand for, alive for `code_ttl` seconds.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.5; RFC 6749 §4.1.2.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { handleText, newHandle } from '../../primitives/time-ordered-id.ts'
import { insertCode } from '../../store/authorization-codes.ts'
import type { Tx } from '../../store/database.ts'
import { ttlOf } from '../clients/client.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { RedirectTarget } from './redirect-target.ts'

/** @returns the code, which is nowhere else */
export async function issueCode(
  { tenant, now, random }: Pick<TenantDeps, 'tenant' | 'now' | 'random'>,
  tx: Tx,
  grant_id: Buffer,
  { code_challenge }: AuthorizationRequest,
  { client, redirect_uri }: RedirectTarget,
): Promise<string> {
  const handle = newHandle(now(), random, 'code')
  await tx.run(insertCode, {
    id: handle.id,
    tenant_id: tenant.id,
    secret_hash: sha256(handle.secret),
    grant_id,
    redirect_uri,
    redirect_uri_is_only: client.metadata.redirect_uris.length === 1 ? 1 : 0,
    code_challenge: code_challenge ?? null,
    expires_at: now() + ttlOf(client, tenant.policy, 'code_ttl'),
    consumed_at: null,
  })
  return handleText(handle)
}
