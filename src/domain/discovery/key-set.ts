/**
 * The key set: the public halves of a tenant's signing keys.
 *
 * Implements: RFC 7517 §4, §5; RFC 7518 §6.2.1, §6.3.1; RFC 8037 §2; OpenID Connect Core 1.0 §10.1.1.
 */
import type { TenantDeps } from '../../deps.ts'
import { array, object, optional, string } from '../../primitives/json-schema.ts'
import { publishedKeys } from '../keys/signing-keys.ts'

/** In seconds: for so long it may be kept. A new key signs only after everybody has had time to see it. */
export const KEY_SET_MAX_AGE = 60

const member = optional(string())

/** Public members alone: whatever else a row may hold does not leave. */
export const KeySet = object({
  keys: array(
    object({
      kty: string(),
      use: string(),
      alg: string(),
      kid: string(),
      n: member,
      e: member,
      crv: member,
      x: member,
      y: member,
    }),
  ),
})

type KeySetDeps = Pick<TenantDeps, 'db' | 'secrets' | 'now' | 'parsed' | 'tenant'>

export async function keySet(deps: KeySetDeps) {
  const keys = await publishedKeys(deps, deps.parsed, deps.tenant)
  return { keys: keys.map(({ public_jwk }) => public_jwk) }
}

/** Which keys it has, in which order. */
export async function keySetName(deps: KeySetDeps): Promise<string> {
  const keys = await publishedKeys(deps, deps.parsed, deps.tenant)
  return keys.map(({ kid }) => kid).join('/')
}
