/**
 * Revocation: a client takes back a token of its own.
 *
 * Implements: RFC 7009 §2.1, §2.2. Not offered: §2.2.1 unsupported_token_type, since each type can be revoked.
 */
import type { TenantDeps } from '../../deps.ts'
import { parseHandle, secretMatches } from '../../primitives/time-ordered-id.ts'
import { revokeAccessToken } from '../../store/access-tokens.ts'
import { findGrant, revokeGrant } from '../../store/grants.ts'
import { findRefreshToken } from '../../store/refresh-tokens.ts'
import { checkTenantId } from '../authorization/request/tenant-id.ts'
import { authenticateClient, type ClientCredentials } from '../clients/client-authentication.ts'
import { optional, required } from '../parameters.ts'
import { findAccessTokenRow } from './access-token.ts'

type RevokeDeps = Pick<TenantDeps, 'db' | 'secrets' | 'now' | 'parsed' | 'tenant' | 'notice'>

/**
 * A token that is unknown, or another client's, is left alone without a word (§2.2): nothing is learned by asking.
 *
 * @throws {OAuthError} `invalid_client`, `invalid_request`
 */
export async function revokeToken(deps: RevokeDeps, credentials: ClientCredentials): Promise<void> {
  const { parameters } = credentials
  const { client } = await authenticateClient(deps, credentials)
  checkTenantId(parameters, deps.tenant.id)
  const token = required(parameters, 'token')
  // The hint would only spare a look-up, and may be wrong.
  optional(parameters, 'token_type_hint')
  const step = await revoke(deps, token, client.client_id)
  deps.notice({ flow: 'revocation', step, client_id: client.client_id })
}

async function revoke(deps: RevokeDeps, token: string, client_id: string): Promise<string> {
  const { db, tenant, now } = deps
  const refresh = await findRefreshTokenRow(deps, token)
  const access = refresh ? undefined : await findAccessTokenRow(deps, token)
  const id = refresh?.grant_id ?? access?.grant_id
  const grant = id && (await db.first(findGrant, { tenant_id: tenant.id, id }))
  if (grant?.client_id !== client_id) return 'nothing-to-revoke'
  // §2.1: with a refresh token go all the tokens of its grant.
  if (access) await db.run(revokeAccessToken, { tenant_id: tenant.id, id: access.id, now: now() })
  else await db.run(revokeGrant, { tenant_id: tenant.id, id: grant.id, now: now() })
  return access ? 'access-token-revoked' : 'grant-revoked'
}

/** Also one that was used: whoever still has it wants its successors to end. */
async function findRefreshTokenRow({ db, tenant }: RevokeDeps, token: string) {
  const handle = parseHandle(token)
  const row = handle && (await db.first(findRefreshToken, { tenant_id: tenant.id, id: handle.id }))
  return row && secretMatches(handle, row.secret_hash) ? row : undefined
}
