/**
 * Userinfo as the client registered to be told it: plain, or as a JWT that is signed, encrypted or both.
 *
 * Implements: OpenID Connect Core 1.0 §5.3.2; OpenID Connect Registration 1.0 §2.
 */
import type { TenantDeps } from '../../deps.ts'
import { encryptForClient } from '../clients/encrypt-for-client.ts'
import type { Claims } from './standard-claims.ts'
import { userinfo } from './userinfo.ts'

type AnswerDeps = Pick<
  TenantDeps,
  'db' | 'secrets' | 'now' | 'parsed' | 'tenant' | 'notice' | 'fetch' | 'sign'
>

/**
 * @param token undefined: the request had none
 * @returns the claims, or a JWT of them
 * @throws {OAuthError} `invalid_token`, `insufficient_scope`; `invalid_request` without a key to encrypt with
 */
export async function userinfoAnswer(deps: AnswerDeps, token: string | undefined): Promise<Claims | string> {
  const { client, claims } = await userinfo(deps, token)
  const { userinfo_signed_response_alg: alg, userinfo_encrypted_response_alg } = client.metadata
  if (alg === undefined && userinfo_encrypted_response_alg === undefined) return claims
  const { tenant, parsed, sign } = deps
  const { client_id } = client
  const told = { ...claims, iss: tenant.issuer, aud: client_id }
  const text =
    alg === undefined
      ? JSON.stringify(told)
      : await sign({ tenant, parsed, client_id, kind: 'userinfo', alg, claims: told })
  return encryptForClient(deps, client, 'userinfo', text)
}
