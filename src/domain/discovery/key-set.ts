/**
 * The key set: the public halves of a tenant's signing keys.
 *
 * Implements: RFC 7517 §4, §5; RFC 7518 §6.2.1, §6.3.1; RFC 8037 §2; OpenID Connect Core 1.0 §10.1.1.
 */
import { Type } from 'typebox'
import type { TenantDeps } from '../../deps.ts'
import { publishedKeys } from '../keys/signing-keys.ts'

const member = Type.Optional(Type.String())

/** Public members alone: whatever else a row may hold does not leave. */
export const KeySet = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.String(),
      use: Type.String(),
      alg: Type.String(),
      kid: Type.String(),
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
