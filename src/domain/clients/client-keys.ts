/**
 * Which of a client's own public keys it signed with, and which one is encrypted to.
 *
 * Implements: RFC 7517 §4; RFC 7515 §4.1.4, §D; OpenID Connect Core 1.0 §10.1, §10.2.
 */
import type { importJWK } from 'jose'
import { jose } from '../jose.ts'
import type { ClientJwk } from './client-key-rule.ts'
import { findKeys, type KeyOwner, type KeysDeps } from './client-key-set.ts'

type Key = Awaited<ReturnType<typeof importJWK>>

/** The client has no key for what was asked. */
export class ClientKeyError extends Error {
  override readonly name = 'ClientKeyError'
  /** A stable kebab-case word for the log. */
  readonly reason:
    | 'client-key-unknown'
    | 'client-key-ambiguous'
    | 'client-encryption-key-missing'
    | 'client-secret-not-kept'

  constructor(reason: ClientKeyError['reason']) {
    super(reason)
    this.reason = reason
  }
}

const RSA = ['RSA']
const AGREEMENT = ['P-256', 'P-384', 'P-521', 'X25519']

/** What a key must be for each algorithm: of this curve, or RSA. */
const KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['RS256', RSA],
  ['RS384', RSA],
  ['RS512', RSA],
  ['PS256', RSA],
  ['PS384', RSA],
  ['PS512', RSA],
  ['ES256', ['P-256']],
  ['ES384', ['P-384']],
  ['ES512', ['P-521']],
  ['EdDSA', ['Ed25519']],
  ['Ed25519', ['Ed25519']],
  ['RSA-OAEP', RSA],
  ['RSA-OAEP-256', RSA],
  ['ECDH-ES', AGREEMENT],
  ['ECDH-ES+A128KW', AGREEMENT],
  ['ECDH-ES+A256KW', AGREEMENT],
])

/**
 * What finds the key that a client signed with: the one its header names, or, where it names none, the only one that fits.
 *
 * @throws {ClientKeyError} by what is returned
 */
export function clientKeys(
  deps: KeysDeps,
  client: KeyOwner,
): (header: Readonly<{ alg?: string; kid?: string }>) => Promise<Key> {
  return async ({ alg = '', kid }) => {
    const fits = (jwk: ClientJwk) =>
      fitsAlgorithm(jwk, alg) && jwk['use'] !== 'enc' && (kid === undefined || jwk['kid'] === kid)
    const found = await findKeys(deps, client, fits)
    if (found.length > 1) throw new ClientKeyError('client-key-ambiguous')
    if (!found[0]) throw new ClientKeyError('client-key-unknown')
    return (await jose()).importJWK(found[0], alg)
  }
}

/**
 * The key to encrypt to the client with; one that is for nothing else first.
 *
 * @param alg of the key's encryption (RFC 7518 §4.1)
 * @throws {ClientKeyError}
 */
export async function encryptionKey(
  deps: KeysDeps,
  client: KeyOwner,
  alg: string,
): Promise<Readonly<{ key: Key; kid: string | undefined }>> {
  const fits = (jwk: ClientJwk) => fitsAlgorithm(jwk, alg) && jwk['use'] !== 'sig'
  const found = await findKeys(deps, client, fits)
  const jwk = found.find(({ use }) => use === 'enc') ?? found[0]
  if (!jwk) throw new ClientKeyError('client-encryption-key-missing')
  return { key: await (await jose()).importJWK(jwk, alg), kid: jwk['kid'] as string | undefined }
}

function fitsAlgorithm({ kty, crv, alg: its }: ClientJwk, alg: string): boolean {
  const kind = kty === 'RSA' ? 'RSA' : String(crv)
  // A key of EdDSA's only curve served is one for either of its names (RFC 9864 §2.2).
  const isMeant = its === undefined || its === alg || kind === 'Ed25519'
  return isMeant && KINDS.get(alg)?.includes(kind) === true
}
