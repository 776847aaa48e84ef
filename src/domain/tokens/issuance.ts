/**
 * What every grant ends in: rows written in its transaction, tokens signed after its commit.
 *
 * Implements: RFC 6749 §5.1; OpenID Connect Core 1.0 §3.1.3.3, §12.2; RFC 9068 §2.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { type Handle, handleText, newHandle } from '../../primitives/time-ordered-id.ts'
import { insertAccessToken } from '../../store/access-tokens.ts'
import type { Tx } from '../../store/database.ts'
import { extendGrant } from '../../store/grants.ts'
import { insertRefreshToken } from '../../store/refresh-tokens.ts'
import { type Client, idTokenAlg, ttlOf } from '../clients/client.ts'
import { type Scope, scopeText } from '../scope.ts'
import { accessTokenClaims } from './access-token.ts'
import type { Standing } from './grant-standing.ts'
import { idTokenClaims } from './id-token.ts'

export type TokenResponse = Readonly<{
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  refresh_token: string | undefined
  /** Always told, though only a scope that differs from the one asked for must be. */
  scope: string
  id_token: string | undefined
}>

export type Issuance = Readonly<{
  client: Client
  standing: Standing
  scope: Scope
  nonce: string | null
  /** `isWritten`: its row is there already. */
  refresh: Readonly<{ handle: Handle; isWritten: boolean }> | undefined
}>

/** What the rows stand for, until it is signed. */
export type Issued = Issuance & Readonly<{ access: Handle; expires_in: number }>

type InsertDeps = Pick<TenantDeps, 'tenant' | 'now' | 'random'>

export async function insertTokens(deps: InsertDeps, tx: Tx, issuance: Issuance): Promise<Issued> {
  const { tenant, now, random } = deps
  const { client, standing, scope, refresh } = issuance
  const access = newHandle(now(), random, 'access-token')
  const expires_in = ttlOf(client, tenant.policy, 'access_token_ttl')
  const expires_at = now() + expires_in
  await tx.run(insertAccessToken, {
    id: access.id,
    tenant_id: tenant.id,
    grant_id: standing.grant.id,
    secret_hash: isOpaque(client) ? sha256(access.secret) : null,
    scope: scopeText(scope),
    expires_at,
    revoked_at: null,
  })
  const refreshedUntil =
    refresh && !refresh.isWritten ? await insertRefresh(deps, tx, issuance, refresh.handle) : 0
  const grantUntil = Math.max(expires_at, refreshedUntil)
  // The grant of a code was made long enough for its first access token.
  if (grantUntil > standing.grant.expires_at) {
    await tx.run(extendGrant, { tenant_id: tenant.id, id: standing.grant.id, expires_at: grantUntil })
  }
  return { ...issuance, access, expires_in }
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
export async function signTokens(
  deps: Pick<TenantDeps, 'tenant' | 'parsed' | 'now' | 'sign'>,
  issued: Issued,
): Promise<TokenResponse> {
  const { client, scope, refresh, expires_in } = issued
  const access_token = isOpaque(client) ? handleText(issued.access) : await signAccessToken(deps, issued)
  return {
    access_token,
    token_type: 'Bearer',
    expires_in,
    refresh_token: refresh && handleText(refresh.handle),
    scope: scopeText(scope),
    id_token: scope.has('openid') ? await signIdToken(deps, issued, access_token) : undefined,
  }
}

type SignDeps = Parameters<typeof signTokens>[0]

function signAccessToken({ tenant, parsed, now, sign }: SignDeps, issued: Issued): Promise<string> {
  const { client, standing, access, scope, expires_in } = issued
  const claims = accessTokenClaims(standing, access.id, scope, tenant.issuer, now(), expires_in)
  const alg = idTokenAlg(client, tenant)
  return sign({ tenant, parsed, client_id: client.client_id, kind: 'access', alg, claims })
}

function signIdToken(
  { tenant, parsed, now, sign }: SignDeps,
  issued: Issued,
  access_token: string,
): Promise<string> {
  const { client } = issued
  const alg = idTokenAlg(client, tenant)
  const lifetime = ttlOf(client, tenant.policy, 'id_token_ttl')
  const claims = idTokenClaims(issued, access_token, alg, tenant.issuer, now(), lifetime)
  return sign({ tenant, parsed, client_id: client.client_id, kind: 'id', alg, claims })
}

const isOpaque = ({ metadata }: Client): boolean => metadata.access_token_format === 'opaque'
