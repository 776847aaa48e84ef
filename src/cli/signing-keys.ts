/**
 * The keys that sign the tokens of a tenant, as its JWKS publishes them.
 */
import type { TenantDeps } from '../deps.ts'
import { publishedKeys, type SigningKey } from '../domain/keys/signing-keys.ts'
import { isoInstant, type UnixSeconds } from '../primitives/clock.ts'
import type { Answer } from './command.ts'
import { list } from './output.ts'

export async function listSigningKeys(deps: TenantDeps): Promise<Answer> {
  const keys = await publishedKeys(deps, deps.parsed, deps.tenant)
  const rows = keys.map((key) => [key.alg, key.kid, stateOf(key, deps.now())])
  const value = keys.map(({ kid, alg, signs_from, retired_at, public_jwk }) => ({
    kid,
    alg,
    signs_from,
    retired_at,
    public_jwk,
  }))
  return { value, text: list(rows, '') }
}

function stateOf({ signs_from, retired_at }: SigningKey, now: UnixSeconds): string {
  if (retired_at !== null) return `signs no more since ${isoInstant(retired_at)}`
  return `${signs_from > now ? 'will sign from' : 'signs since'} ${isoInstant(signs_from)}`
}
