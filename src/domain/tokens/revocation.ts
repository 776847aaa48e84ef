/**
 * Revocation: a client takes back a token of its own.
 *
 * Implements: RFC 7009 §2.1, §2.2. Not offered: §2.2.1 unsupported_token_type, since each type can be revoked.
 */
import { revokeAccessToken } from '../../store/access-tokens.ts'
import { findGrant, revokeGrant } from '../../store/grants.ts'
import { checkTenantId } from '../authorization/request/tenant-id.ts'
import {
  type AuthDeps,
  authenticateClient,
  type ClientCredentials,
} from '../clients/client-authentication.ts'
import { optional, required } from '../parameters.ts'
import { findAccessTokenRow } from './access-token.ts'
import { findRefreshTokenRow } from './refresh-token.ts'

type RevokeDeps = AuthDeps

/**
 * A token that is unknown, or another client's, is left alone without a word (§2.2): nothing is learned by asking.
 *
 * @throws {OAuthError} `invalid_client`, `invalid_request`
 */
export async function revokeToken(deps: RevokeDeps, credentials: ClientCredentials): Promise<void> {
  const { parameters } = credentials
  const { client } = await authenticateClient(deps, credentials, '/revoke')
  checkTenantId(parameters, deps.tenant.id)
  const token = required(parameters, 'token')
  // The hint would only spare a look-up, and may be wrong.
  optional(parameters, 'token_type_hint')
  const step = await revoke(deps, token, client.client_id)
  deps.notice({ flow: 'revocation', step, client_id: client.client_id })
}

async function revoke(deps: RevokeDeps, token: string, client_id: string): Promise<string> {
  const { db, tenant, now } = deps
  // Also one that was used: whoever still has it wants its successors to end.
  const refresh = await findRefreshTokenRow(deps, token)
  const access = refresh ? undefined : await findAccessTokenRow(deps, token)
  const id = refresh?.grant_id ?? access?.grant_id
  const grant = id && (await db.first(findGrant, { tenant_id: tenant.id, id }))
  // RFC 8693 §2.2: what was exchanged is the client's that got it.
  if (!grant || (access?.client_id ?? grant.client_id) !== client_id) return 'nothing-to-revoke'
  // §2.1: with a refresh token go all the tokens of its grant.
  if (access) await db.run(revokeAccessToken, { tenant_id: tenant.id, id: access.id, now: now() })
  else await db.run(revokeGrant, { tenant_id: tenant.id, id: grant.id, now: now() })
  return access ? 'access-token-revoked' : 'grant-revoked'
}
