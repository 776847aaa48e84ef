/**
 * The refresh token that comes with a grant's first tokens, for who may have one.
 *
 * Implements: RFC 6749 §1.5; OpenID Connect Core 1.0 §11.
 */
import type { TenantDeps } from '../../deps.ts'
import { newHandle } from '../../primitives/time-ordered-id.ts'
import type { Client } from '../clients/client.ts'
import type { Scope } from '../scope.ts'
import type { Issuance } from './issuance.ts'

export function firstRefreshToken(
  { now, random }: Pick<TenantDeps, 'now' | 'random'>,
  client: Client,
  scope: Scope,
): Issuance['refresh'] {
  if (!isRefreshable(client, scope)) return undefined
  return { handle: newHandle(now(), random, 'refresh-token'), isWritten: false }
}

function isRefreshable({ client_type, metadata }: Client, scope: Scope): boolean {
  if (!metadata.grant_types.includes('refresh_token')) return false
  if (scope.has('offline_access')) return true
  return client_type === 'confidential' && metadata.refresh_without_offline_access
}
