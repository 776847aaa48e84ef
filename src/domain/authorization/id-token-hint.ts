/**
 * id_token_hint: whom the client expects to be signed in.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1.
 */
import type { TenantDeps } from '../../deps.ts'
import { readOwnToken } from '../keys/own-token.ts'
import { OAuthError } from '../oauth-error.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

/**
 * The `sub` of the hint, which may have expired.
 *
 * @throws {OAuthError} `invalid_request` for a hint that this issuer did not sign
 */
export async function hintedSubject(
  deps: TenantDeps,
  { id_token_hint }: Pick<AuthorizationRequest, 'id_token_hint'>,
): Promise<string | undefined> {
  if (id_token_hint === undefined) return undefined
  const claims = await readOwnToken(deps, id_token_hint, undefined)
  if (claims) return String(claims['sub'])
  throw new OAuthError('invalid_request', 'id_token_hint is not an ID token of this issuer.', {
    reason: 'id-token-hint-foreign',
  })
}
