/**
 * id_token_hint: whom the client expects to be signed in.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1; OpenID Connect RP-Initiated Logout 1.0 §2.
 */
import type { TenantDeps } from '../../deps.ts'
import { findClient } from '../clients/client.ts'
import { subjectOf } from '../clients/subject.ts'
import { readOwnToken } from '../keys/own-token.ts'
import { OAuthError } from '../oauth-error.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

type HintDeps = Pick<TenantDeps, 'db' | 'secrets' | 'now' | 'parsed' | 'tenant'>

/** @throws {OAuthError} `invalid_request` for a hint that this issuer did not sign */
export async function hintedSubject(
  deps: HintDeps,
  { id_token_hint }: Pick<AuthorizationRequest, 'id_token_hint'>,
): Promise<string | undefined> {
  return (await readIdTokenHint(deps, id_token_hint))?.sub
}

/**
 * Whom the hint is about, and for which client it was made. One that has expired is as good: it says who was signed in.
 *
 * @throws {OAuthError} `invalid_request` for a hint that this issuer did not sign
 */
export async function readIdTokenHint(deps: HintDeps, id_token_hint: string | undefined) {
  if (id_token_hint === undefined) return undefined
  const claims = await readOwnToken(deps, id_token_hint, undefined)
  if (claims) {
    const { sub, aud, sid } = claims
    return { sub: String(sub), client_id: String(aud), sid: sid === undefined ? undefined : String(sid) }
  }
  throw new OAuthError('invalid_request', 'id_token_hint is not an ID token of this issuer.', {
    reason: 'id-token-hint-foreign',
  })
}

/** Whether a hint is about a person, by the name that its own client knows her by (Core §8.1). */
export async function isAbout(
  deps: HintDeps,
  { sub, client_id }: Readonly<{ sub: string; client_id: string }>,
  user_id: Buffer,
): Promise<boolean> {
  const client = await findClient(deps, client_id)
  return client !== undefined && sub === subjectOf(deps, client, user_id)
}
