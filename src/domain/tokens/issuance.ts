/**
 * What every grant ends in: rows written in its transaction, tokens signed after its commit.
 *
 * Implements: RFC 6749 §5.1; OpenID Connect Core 1.0 §3.1.3.3, §12.2; RFC 9068 §2.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { type Handle, handleText } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import { extendGrant } from '../../store/grants.ts'
import { insertRefreshToken } from '../../store/refresh-tokens.ts'
import { type Client, ttlOf } from '../clients/client.ts'
import { type Resources, scopeFor } from '../resources/resource.ts'
import { type Scope, scopeText } from '../scope.ts'
import { accessTokenText, type IssuedAccess, insertAccess } from './access-token-issuance.ts'
import type { Standing } from './grant-standing.ts'
import { type SignDeps, signIdToken } from './id-token-issuance.ts'

export type TokenResponse = Readonly<{
  access_token: string
  /** Told where a token was exchanged (RFC 8693 §2.2.1). */
  issued_token_type?: string
  token_type: 'Bearer'
  expires_in: number
  refresh_token: string | undefined
  /** Told whenever there is any, though only one that differs from the one asked for must be. */
  scope: string | undefined
  id_token: string | undefined
}>

export type Issuance = Readonly<{
  client: Client
  standing: Standing
  scope: Scope
  /** Which the access token is for. */
  resources: Resources
  nonce: string | null
  /** `isWritten`: its row is there already. */
  refresh: Readonly<{ handle: Handle; isWritten: boolean }> | undefined
}>

/** An ID token that tells nothing of the person but what was asked for by name. */
export const NO_SCOPE: Scope = new Set()

/** Whose claims an ID token from the token endpoint tells. */
export const usualScopeTold = ({ metadata }: Client, scope: Scope): Scope =>
  metadata.id_token_claims ? scope : NO_SCOPE

/** What the rows stand for, until it is signed. */
export type Issued = Issuance & IssuedAccess

type InsertDeps = Pick<TenantDeps, 'tenant' | 'now' | 'random'>

export async function insertTokens(deps: InsertDeps, tx: Tx, issuance: Issuance): Promise<Issued> {
  const { tenant } = deps
  const { client, standing, resources, refresh } = issuance
  const scope = scopeFor(tenant, issuance.scope, resources)
  const to_be = { client, grant_id: standing.grant.id, scope, resources }
  const issued = await insertAccess(deps, tx, to_be)
  const refreshedUntil =
    refresh && !refresh.isWritten ? await insertRefresh(deps, tx, issuance, refresh.handle) : 0
  const grantUntil = Math.max(issued.row.expires_at, refreshedUntil)
  // The grant of a code was made long enough for its first access token.
  if (grantUntil > standing.grant.expires_at) {
    await tx.run(extendGrant, { tenant_id: tenant.id, id: standing.grant.id, expires_at: grantUntil })
  }
  return { ...issuance, scope, ...issued }
}

async function insertRefresh(
  { tenant, now }: InsertDeps,
  tx: Tx,
  { client, standing }: Issuance,
  { id, secret }: Handle,
): Promise<number> {
  const expires_at = now() + ttlOf(client, tenant.policy, 'refresh_token_ttl')
  await tx.run(insertRefreshToken, {
    id,
    tenant_id: tenant.id,
    secret_hash: sha256(secret),
    grant_id: standing.grant.id,
    expires_at,
    consumed_at: null,
    successor_id: null,
  })
  return expires_at
}

/** After the commit: a signature inside would hold up every other transaction. */
export async function signTokens(deps: SignDeps, issued: Issued): Promise<TokenResponse> {
  const { client, scope, refresh, expires_in } = issued
  const access_token = await signAccessToken(deps, issued)
  const scope_told = usualScopeTold(client, scope)
  return {
    access_token,
    token_type: 'Bearer',
    expires_in,
    refresh_token: refresh && handleText(refresh.handle),
    scope: scopeText(scope),
    id_token: scope.has('openid')
      ? await signIdToken(deps, { ...issued, scope_told, is_first: false }, { access_token })
      : undefined,
  }
}

export const signAccessToken = (deps: SignDeps, issued: Issued): Promise<string> =>
  accessTokenText(deps, issued)
