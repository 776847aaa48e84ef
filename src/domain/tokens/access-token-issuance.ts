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

export async function insertAccess(
  { tenant, now, random }: Pick<TenantDeps, 'tenant' | 'now' | 'random'>,
  tx: Tx,
  { client, grant_id, scope, resources }: AccessToBe,
  exchanged?: Exchanged,
): Promise<IssuedAccess> {
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
  await tx.run(insertAccessToken, row)
  return { access, row, expires_in: row.expires_at - now() }
}

/** Tells of a person under the name by which the client knows her. */
export async function accessTokenText(
  deps: Pick<TenantDeps, 'tenant' | 'parsed' | 'secrets' | 'sign'>,
  told: Readonly<{ client: Client; standing: AnyStanding }> & IssuedAccess,
): Promise<string> {
  const { tenant, parsed, sign } = deps
  const { client, standing, access, row } = told
  if (isOpaque(client)) return handleText(access)
  const user = standing.user && asKnownTo(deps, client, standing.user)
  const claims = accessTokenClaims(tenant, { ...standing, user, client }, row)
  const alg = idTokenAlg(client, tenant)
  return sign({ tenant, parsed, client_id: client.client_id, kind: 'access', alg, claims })
}

const isOpaque = ({ metadata }: Client): boolean => metadata.access_token_format === 'opaque'
