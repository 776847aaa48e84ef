/**
 * The keys that sign the tokens of a tenant: those its JWKS publishes, and the next one.
 */
import type { TenantDeps } from '../deps.ts'
import { type Rotation, rotateSigningKey } from '../domain/keys/key-rotation.ts'
import { publishedKeys, type SigningKey } from '../domain/keys/signing-keys.ts'
import { isoInstant, type UnixSeconds } from '../primitives/clock.ts'
import type { Answer } from './command.ts'
import { list } from './output.ts'

type KeyState = 'next' | 'current' | 'former'

export async function listSigningKeys(deps: TenantDeps): Promise<Answer> {
  const published = await publishedKeys(deps, deps.parsed, deps.tenant)
  const keys = published.map((key) => ({ ...key, state: stateOf(key, published, deps.now()) }))
  const rows = keys.map((key) => [key.alg, key.kid, wordsOf(key)])
  const value = keys.map(({ kid, alg, state, signs_from, retired_at, public_jwk }) => ({
    kid,
    alg,
    state,
    signs_from,
    retired_at,
    public_jwk,
  }))
  return { value, text: list(rows, '') }
}

/** Of each algorithm the first one signs. */
function stateOf(key: SigningKey, published: readonly SigningKey[], now: UnixSeconds): KeyState {
  if (published.find(({ alg }) => alg === key.alg)?.kid === key.kid) return 'current'
  return key.signs_from > now ? 'next' : 'former'
}

function wordsOf({ state, signs_from, retired_at }: SigningKey & Readonly<{ state: KeyState }>): string {
  if (state === 'next') return `next: will sign from ${isoInstant(signs_from)}`
  const until = retired_at === null ? '' : `, published until ${isoInstant(retired_at)}`
  return `${state === 'current' ? 'signs since' : 'former: signed since'} ${isoInstant(signs_from)}${until}`
}

const BREAKS = [
  'Applications that keep the former key set refuse new tokens until they fetch it again: those that keep it as long as they may',
  'within a minute, those that load it once at their next start.',
].join('\n')

/** @param alg undefined: each that the tenant has a key for */
export async function rotateSigningKeys(
  deps: TenantDeps,
  alg: string | undefined,
  at_once: boolean,
): Promise<Answer> {
  const published = await publishedKeys(deps, deps.parsed, deps.tenant)
  const algs = alg === undefined ? [...new Set(published.map((key) => key.alg))] : [alg]
  const rotations: Rotation[] = []
  for (const each of algs) rotations.push(await rotateSigningKey(deps, each, at_once))
  const value = rotations.map(({ alg, kid, signs_from, is_new }) => ({ alg, kid, signs_from, is_new }))
  const lines = rotations.map((rotation) => told(deps, rotation))
  return { value, text: [...lines, ...(at_once ? [BREAKS] : [])].join('\n') }
}

function told({ tenant, now }: TenantDeps, { alg, kid, signs_from, is_new }: Rotation): string {
  const made = is_new ? 'is published' : 'was published before'
  const signs = signs_from > now() ? `will sign from ${isoInstant(signs_from)}` : 'signs now'
  return `tenant ${tenant.id}: the next key for ${alg}, ${kid}, ${made} and ${signs}.`
}
