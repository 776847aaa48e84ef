/**
 * A tenant's signing keys: for each algorithm in use the one that signs now, made when first needed, the one that will sign
 * next, and former ones, which are published as long as anything they signed may be valid. Sealed in the database.
 *
 * Implements: RFC 7517 §4; OpenID Connect Core 1.0 §10.1.1.
 */
import type { Deps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import type { Parsed } from '../../store/parsed-cache.ts'
import type { SigningKeyRow } from '../../store/schema.ts'
import { insertSigningKey, listSigningKeys } from '../../store/signing-keys.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { PublicJwk, SignBytes } from './algorithms.ts'
import { algorithmOf, newSigningKey } from './new-signing-key.ts'

export type SigningKey = Readonly<{
  kid: string
  alg: string
  public_jwk: PublicJwk
  /** Published from when it was made, so that everybody has it when it signs. */
  signs_from: UnixSeconds
  /** Published until then; null: it has no successor. */
  retired_at: UnixSeconds | null
  /** The signer, imported once. */
  signer: () => Promise<SignBytes>
}>

type KeyDeps = Pick<Deps, 'db' | 'secrets' | 'now'>

/**
 * Every key that is published: those of the tenant's default algorithm first, and of each algorithm first the one that signs,
 * since a documented client takes the first; then the next one, then the former ones, the newest first.
 */
export async function publishedKeys(
  deps: KeyDeps,
  parsed: Parsed,
  tenant: Tenant,
): Promise<readonly SigningKey[]> {
  const own_alg = tenant.policy.id_token_signed_response_alg
  const current = await currentKey(deps, parsed, tenant, own_alg)
  const known = await knownKeys(deps, parsed, tenant)
  // A key that was made just now is in no list yet.
  const all = known.some(({ kid }) => kid === current.kid) ? known : await readKeys(deps, tenant)
  const algs = new Set([own_alg, ...all.map(({ alg }) => alg)])
  return [...algs].flatMap((alg) => inOrder(publishedOf(all, alg, deps.now()), deps.now()))
}

function inOrder(keys: readonly SigningKey[], now: UnixSeconds): readonly SigningKey[] {
  const current = signingNow(keys, now)
  return keys.toReversed().toSorted((a, b) => Number(b === current) - Number(a === current))
}

/** The key that signs by `alg` now; makes the first one of an algorithm. */
export async function currentKey(
  deps: KeyDeps,
  parsed: Parsed,
  tenant: Tenant,
  alg: string,
): Promise<SigningKey> {
  const known = await presentKey(deps, parsed, tenant, alg)
  if (known) return known
  // The list in force does not know the key yet, so it is kept beside it; those who ask at once share it.
  const made = await parsed.get(`first-key/${tenant.id}/${alg}`, async () => {
    await makeFirstKey(deps, tenant, alg)
    return signingBy(alg, await readKeys(deps, tenant), deps.now())
  })
  if (!made) throw new Error(`no key signs by ${alg} in tenant ${tenant.id}`)
  return made
}

/** Likewise, but makes none. */
export const presentKey = async (
  deps: KeyDeps,
  parsed: Parsed,
  tenant: Tenant,
  alg: string,
): Promise<SigningKey | undefined> => signingBy(alg, await knownKeys(deps, parsed, tenant), deps.now())

const signingBy = (alg: string, keys: readonly SigningKey[], now: UnixSeconds): SigningKey | undefined =>
  signingNow(publishedOf(keys, alg, now), now)

/** One that is published no more still says whom a hint of long ago is about. */
export async function knownKeys(
  deps: KeyDeps,
  parsed: Parsed,
  tenant: Tenant,
): Promise<readonly SigningKey[]> {
  const found = await parsed.get(`signing-keys/${tenant.id}`, async () => {
    const keys = await readKeys(deps, tenant)
    return keys.length > 0 ? keys : undefined
  })
  return found ?? []
}

const publishedOf = (keys: readonly SigningKey[], alg: string, now: UnixSeconds): readonly SigningKey[] =>
  keys.filter((key) => key.alg === alg && (key.retired_at === null || key.retired_at > now))

/** The newest whose time has come; while a clock that was set back says that of none, the oldest. */
const signingNow = (keys: readonly SigningKey[], now: UnixSeconds): SigningKey | undefined =>
  keys.findLast(({ signs_from }) => signs_from <= now) ?? keys[0]

async function readKeys({ db, secrets }: KeyDeps, tenant: Tenant): Promise<readonly SigningKey[]> {
  const rows = await db.all(listSigningKeys, { tenant_id: tenant.id })
  return rows.map((row) => {
    let signer: Promise<SignBytes> | undefined
    return {
      kid: row.kid,
      alg: row.alg,
      public_jwk: JSON.parse(row.public_jwk),
      signs_from: row.signs_from,
      retired_at: row.retired_at,
      signer: () => {
        signer ??= openSigner(secrets, row)
        return signer
      },
    }
  })
}

function openSigner(secrets: Deps['secrets'], row: SigningKeyRow): Promise<SignBytes> {
  const pkcs8 = secrets.open('signing-key', [row.tenant_id, row.kid], row.private_sealed)
  return algorithmOf(row.alg).signer(pkcs8)
}

async function makeFirstKey(deps: KeyDeps, tenant: Tenant, alg: string): Promise<void> {
  const key = await newSigningKey(deps, tenant, alg, { generation: 1, signs_from: deps.now() })
  await deps.db.transaction(async (tx) => {
    await tx.run(insertSigningKey, key)
    await tx.run(bumpConfigVersion, {})
  })
}
