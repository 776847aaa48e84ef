/**
 * Issuing an access token, to whom it may be: its row in a transaction, its text after the commit.
 *
 * Implements: RFC 6749 §1.4, §5.1; RFC 9068 §2.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { type Handle, handleText, newHandle } from '../../primitives/time-ordered-id.ts'
import { insertAccessToken } from '../../store/access-tokens.ts'
import type { Tx } from '../../store/database.ts'
import type { AccessTokenRow } from '../../store/token-rows.ts'
import type { Claims } from '../claims/standard-claims.ts'
import { type Client, idTokenAlg, ttlOf } from '../clients/client.ts'
import { asKnownTo } from '../clients/subject.ts'
import { type Resources, resourcesText } from '../resources/resource.ts'
import { type Scope, scopeText } from '../scope.ts'
import { accessTokenClaims } from './access-token.ts'
import type { AnyStanding } from './grant-standing.ts'

export type IssuedAccess = Readonly<{ access: Handle; row: AccessTokenRow; expires_in: number }>

/** What a token is to be. */
export type AccessToBe = Readonly<{
  client: Client
  grant_id: Buffer
  scope: Scope
  resources: Resources
}>

/** Of a token that is given for another: whose it is then, for whom, and until when at most. */
export type Exchanged = Pick<AccessTokenRow, 'client_id' | 'act' | 'expires_at'>

type NewDeps = Pick<TenantDeps, 'tenant' | 'now' | 'random'>

export async function insertAccess(
  deps: NewDeps,
  tx: Tx,
  to_be: AccessToBe,
  exchanged?: Exchanged,
): Promise<IssuedAccess> {
  const issued = newAccess(deps, to_be, exchanged)
  await tx.run(insertAccessToken, issued.row)
  return issued
}

/** Good for nothing until its row is written. */
export function newAccess(
  { tenant, now, random }: NewDeps,
  { client, grant_id, scope, resources }: AccessToBe,
  exchanged?: Exchanged,
): IssuedAccess {
  const access = newHandle(now(), random, 'access-token')
  const longest = now() + ttlOf(client, tenant.policy, 'access_token_ttl')
  const row: AccessTokenRow = {
    id: access.id,
    tenant_id: tenant.id,
    grant_id,
    secret_hash: isOpaque(client) ? sha256(access.secret) : null,
    scope: scopeText(scope),
    resources: resourcesText(resources),
    client_id: null,
    act: null,
    ...exchanged,
    expires_at: Math.min(longest, exchanged?.expires_at ?? longest),
    revoked_at: null,
  }
  return { access, row, expires_in: row.expires_at - now() }
}

type ToldAccess = Readonly<{ client: Client; standing: AnyStanding }> & IssuedAccess

export async function accessTokenText(
  deps: Pick<TenantDeps, 'tenant' | 'parsed' | 'secrets' | 'sign'>,
  told: ToldAccess,
): Promise<string> {
  const { tenant, parsed, sign } = deps
  const { client_id } = told.client
  const to_sign = accessTokenToSign(deps, told)
  return to_sign ? sign({ tenant, parsed, client_id, kind: 'access', ...to_sign }) : handleText(told.access)
}

/**
 * Tells of a person under the name by which the client knows her.
 *
 * @returns undefined for a client whose tokens say nothing themselves
 */
export function accessTokenToSign(
  deps: Pick<TenantDeps, 'tenant' | 'secrets'>,
  { client, standing, row }: ToldAccess,
): Readonly<{ alg: string; claims: Claims }> | undefined {
  if (isOpaque(client)) return undefined
  const { tenant } = deps
  const user = standing.user && asKnownTo(deps, client, standing.user)
  return {
    alg: idTokenAlg(client, tenant),
    claims: accessTokenClaims(tenant, { ...standing, user, client }, row),
  }
}

const isOpaque = ({ metadata }: Client): boolean => metadata.access_token_format === 'opaque'
