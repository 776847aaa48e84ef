/**
 * Reading back what this tenant signed: hints and access tokens.
 *
 * Implements: RFC 7515 §5.2; OpenID Connect Core 1.0 §3.1.2.1 (id_token_hint); RFC 9068 §4.
 */
import { compactVerify, importJWK } from 'jose'
import type { TenantDeps } from '../../deps.ts'
import { publishedKeys, type SigningKey } from './signing-keys.ts'

type VerifyDeps = Pick<TenantDeps, 'db' | 'secrets' | 'now' | 'parsed' | 'tenant'>

const imported = new WeakMap<SigningKey, ReturnType<typeof importJWK>>()

/**
 * The claims of a token that a published key of this tenant signed, whatever its lifetime.
 *
 * @param typ the media type its header must have; undefined: none, as ID tokens have it
 * @returns undefined for anything else
 */
export async function readOwnToken(
  deps: VerifyDeps,
  token: string,
  typ: string | undefined,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const keys = await publishedKeys(deps, deps.parsed, deps.tenant)
  try {
    const { payload, protectedHeader } = await compactVerify(token, ({ kid, alg }) => {
      const key = keys.find((published) => published.kid === kid && published.alg === alg)
      if (!key) throw new Error('no such key')
      return publicKeyOf(key)
    })
    if (protectedHeader.typ !== typ) return undefined
    const claims = JSON.parse(new TextDecoder().decode(payload))
    return claims.iss === deps.tenant.issuer ? claims : undefined
  } catch {
    return undefined
  }
}

function publicKeyOf(key: SigningKey): ReturnType<typeof importJWK> {
  let known = imported.get(key)
  if (!known) {
    known = importJWK(key.public_jwk, key.alg)
    imported.set(key, known)
  }
  return known
}
