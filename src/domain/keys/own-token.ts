/**
 * Reading back what this tenant signed: hints and access tokens.
 *
 * By the rows of algorithms.ts and not by a library, since no library verifies all that they sign.
 *
 * Implements: RFC 7515 §5.2; OpenID Connect Core 1.0 §3.1.2.1 (id_token_hint); RFC 9068 §4.
 */
import type { TenantDeps } from '../../deps.ts'
import { ALGORITHMS, type Algorithm, type VerifyBytes } from './algorithms.ts'
import { knownKeys, type SigningKey } from './signing-keys.ts'

type VerifyDeps = Pick<TenantDeps, 'db' | 'secrets' | 'now' | 'parsed' | 'tenant'>

const verifiers = new WeakMap<SigningKey, VerifyBytes>()

/** Three parts of base64url, and not so much as a = beside them. */
const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/

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
  const [, header = '', payload = '', signature = ''] = COMPACT.exec(token) ?? []
  const { kid, alg, typ: stated } = readPart(header)
  const keys = await knownKeys(deps, deps.parsed, deps.tenant)
  const key = keys.find((published) => published.kid === kid && published.alg === alg)
  if (!key || stated !== typ) return undefined
  const signed = Buffer.from(`${header}.${payload}`)
  if (!verifierOf(key)(signed, Buffer.from(signature, 'base64url'))) return undefined
  const claims = readPart(payload)
  return claims['iss'] === deps.tenant.issuer ? claims : undefined
}

/** What is no object has no members. */
function readPart(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) ?? {}
  } catch {
    return {}
  }
}

function verifierOf(key: SigningKey): VerifyBytes {
  const known = verifiers.get(key)
  if (known) return known
  const verifier = (ALGORITHMS[key.alg] as Algorithm).verifier(key.public_jwk)
  verifiers.set(key, verifier)
  return verifier
}
