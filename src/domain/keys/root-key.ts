/**
 * The root key: what every key is derived from that does not seal. It stands in the database, sealed under the secret
 * key, so that it stays when the secret key changes.
 *
 * Implements: RFC 5869 §3.2; NIST SP 800-57 Part 1 §6.2.2.
 */
import type { Deps } from '../../deps.ts'
import { makeSecrets, type Sealing, type Secrets } from '../../primitives/sealing.ts'
import { findRootKey, insertRootKey, type RootKeyRow } from '../../store/root-key.ts'

const LENGTH = 32

type RootDeps = Pick<Deps, 'db' | 'random' | 'now'>

/** The very first start makes it. @throws {UnsealError} */
export async function openSecrets(deps: RootDeps, sealing: Sealing): Promise<Secrets> {
  const { key_sealed } = (await deps.db.first(findRootKey, { id: 1 })) ?? (await makeRootKey(deps, sealing))
  return makeSecrets(sealing, sealing.open('root-key', [], key_sealed))
}

async function makeRootKey({ db, random, now }: RootDeps, sealing: Sealing): Promise<RootKeyRow> {
  const key_sealed = sealing.seal('root-key', [], random('root-key', LENGTH))
  return (await db.first(insertRootKey, { id: 1, key_sealed, created_at: now() })) as RootKeyRow
}
