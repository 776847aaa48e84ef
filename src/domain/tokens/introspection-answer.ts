/**
 * Introspection as the client asks to be told it: plain, or as a JWT that is signed, and encrypted where it registered for
 * that, which stays proof of what was said.
 *
 * Implements: RFC 9701 §4, §5, §6, §8.1.
 */
import type { TenantDeps } from '../../deps.ts'
import type { AuthDeps, ClientCredentials } from '../clients/client-authentication.ts'
import { encryptForClient } from '../clients/encrypt-for-client.ts'
import { type Introspection, introspectToken } from './introspection.ts'

/** §6: where a client states none. */
const DEFAULT_ALG = 'RS256'

/**
 * @returns what is known, or a JWT of it
 * @throws {OAuthError} `invalid_client`; `invalid_request`, also without a key to encrypt with
 */
export async function introspectionAnswer(
  deps: AuthDeps & Pick<TenantDeps, 'sign'>,
  credentials: ClientCredentials,
  as_jwt: boolean,
): Promise<Introspection | string> {
  const { client, introspection } = await introspectToken(deps, credentials)
  if (!as_jwt) return introspection
  const { tenant, parsed, now, sign } = deps
  const { client_id, metadata } = client
  const alg = metadata.introspection_signed_response_alg ?? DEFAULT_ALG
  // §5: no sub and no exp of its own, so that nobody takes it for the token.
  const claims = { iss: tenant.issuer, aud: client_id, iat: now(), token_introspection: introspection }
  const signed = await sign({ tenant, parsed, client_id, kind: 'introspection', alg, claims })
  return encryptForClient(deps, client, 'introspection', signed)
}
