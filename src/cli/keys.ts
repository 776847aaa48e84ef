/**
 * vignette keys list
 */
import { publishedKeys, type SigningKey } from '../domain/keys/signing-keys.ts'
import { isoInstant, type UnixSeconds } from '../primitives/clock.ts'
import { command } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { list } from './output.ts'
import { withTenant } from './process-deps.ts'

const listAll = command({
  summary: 'list the keys of a tenant, as its JWKS publishes them',
  details:
    'A tenant makes the key of an algorithm when it first needs one; that of its own algorithm is made here.',
  options: {
    tenant: { type: 'string', value: 'ID', required: true, says: 'the tenant whose keys they are' },
  },
  answers: true,
  examples: ['keys list --tenant acme', 'keys list --tenant acme --json'],
  run: ({ tenant }) =>
    withTenant(tenant, async (deps) => {
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
    }),
})

export const keys: CommandGroup = {
  summary: 'keys: what signs the tokens of a tenant',
  commands: { list: listAll },
}

function stateOf({ signs_from, retired_at }: SigningKey, now: UnixSeconds): string {
  if (retired_at !== null) return `signs no more since ${isoInstant(retired_at)}`
  return `${signs_from > now ? 'will sign from' : 'signs since'} ${isoInstant(signs_from)}`
}
