/**
 * A tenant's signing keys: one for each algorithm in use, made when first needed, sealed in the database.
 *
 * Implements: RFC 7517 §4; RFC 7638 §3; OpenID Connect Core 1.0 §10.1.1.
 */
import { calculateJwkThumbprint } from 'jose'
import type { Deps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import type { Parsed } from '../../store/parsed-cache.ts'
import type { SigningKeyRow } from '../../store/schema.ts'
import { insertSigningKey, listSigningKeys } from '../../store/signing-keys.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { ALGORITHMS, type PublicJwk, type SignBytes } from './algorithms.ts'

export type SigningKey = Readonly<{
  kid: string
  alg: string
  public_jwk: PublicJwk
  signs_from: UnixSeconds
  retired_at: UnixSeconds | null
  /** The signer, imported once. */
  signer: () => Promise<SignBytes>
}>

type KeyDeps = Pick<Deps, 'db' | 'secrets' | 'now'>

/** Every key that is published: the tenant's default algorithm first, since a documented client takes the first. */
export async function publishedKeys(
  deps: KeyDeps,
  parsed: Parsed,
  tenant: Tenant,
): Promise<readonly SigningKey[]> {
  const current = await currentKey(deps, parsed, tenant, tenant.policy.id_token_signed_response_alg)
  const known = await keptKeys(deps, parsed, tenant)
  // A key that was made just now is in no list yet.
  const keys = known.some(({ kid }) => kid === current.kid) ? known : await readKeys(deps, tenant)
  const first = (key: SigningKey) => (key.alg === tenant.policy.id_token_signed_response_alg ? 0 : 1)
  return keys.toSorted((a, b) => first(a) - first(b))
}

/** The key that signs by `alg` now; makes the first one of an algorithm. */
export async function currentKey(
  deps: KeyDeps,
  parsed: Parsed,
  tenant: Tenant,
  alg: string,
): Promise<SigningKey> {
  const known = signingNow(await keptKeys(deps, parsed, tenant), alg, deps.now())
  if (known) return known
  // The list in force does not know the key yet, so it is kept beside it; those who ask at once share it.
  const made = await parsed.get(`first-key/${tenant.id}/${alg}`, async () => {
    await makeFirstKey(deps, tenant, alg)
    return signingNow(await readKeys(deps, tenant), alg, deps.now())
  })
  if (!made) throw new Error(`no key signs by ${alg} in tenant ${tenant.id}`)
  return made
}

function signingNow(keys: readonly SigningKey[], alg: string, now: UnixSeconds): SigningKey | undefined {
  return keys.findLast((key) => key.alg === alg && key.signs_from <= now && key.retired_at === null)
}

async function keptKeys(deps: KeyDeps, parsed: Parsed, tenant: Tenant): Promise<readonly SigningKey[]> {
  const found = await parsed.get(`signing-keys/${tenant.id}`, async () => {
    const keys = await readKeys(deps, tenant)
    return keys.length > 0 ? keys : undefined
  })
  return found ?? []
}

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
  return algorithm(row.alg).signer(pkcs8)
}

async function makeFirstKey({ db, secrets, now }: KeyDeps, tenant: Tenant, alg: string): Promise<void> {
  const { pkcs8, public_members } = await algorithm(alg).generate()
  const kid = await calculateJwkThumbprint(public_members)
  const key: SigningKeyRow = {
    tenant_id: tenant.id,
    alg,
    generation: 1,
    kid,
    public_jwk: JSON.stringify({ ...public_members, kid, use: 'sig', alg }),
    private_sealed: secrets.seal('signing-key', [tenant.id, kid], pkcs8),
    created_at: now(),
    signs_from: now(),
    retired_at: null,
  }
  await db.transaction(async (tx) => {
    await tx.run(insertSigningKey, key)
    await tx.run(bumpConfigVersion, {})
  })
}

function algorithm(alg: string) {
  const found = ALGORITHMS[alg]
  if (!found) throw new Error(`${alg} is no signature algorithm of this server`)
  return found
}
