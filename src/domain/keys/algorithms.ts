/**
 * The signature algorithms: how a key of each is made, read back and used. A further one is a further row.
 *
 * Implements: RFC 7518 §3.1, §3.3, §3.4; RFC 8037 §3.1.
 */
import { createPrivateKey, sign, subtle } from 'node:crypto'

export type PublicJwk = Readonly<Record<string, string>>
export type Bytes = Uint8Array<ArrayBuffer>
export type SignBytes = (data: Bytes) => Promise<Bytes>

export type Algorithm = Readonly<{
  /** The hash whose left half makes at_hash and c_hash (OpenID Connect Core 1.0 §3.1.3.6). */
  hash: 'sha256' | 'sha384' | 'sha512'
  /** @returns the private key as PKCS #8 and the public members of its JWK */
  generate: () => Promise<Readonly<{ pkcs8: Bytes; public_members: PublicJwk }>>
  /** @param pkcs8 what `generate` gave */
  signer: (pkcs8: Bytes) => Promise<SignBytes>
}>

type Kind = RsaHashedKeyGenParams | EcKeyGenParams | { name: 'Ed25519' }

const rsa: RsaHashedKeyGenParams = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
}

export const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  RS256: { hash: 'sha256', generate: generator(rsa, ['kty', 'n', 'e']), signer: offTheEventLoop(rsa) },
  ES256: {
    hash: 'sha256',
    generate: generator({ name: 'ECDSA', namedCurve: 'P-256' }, ['kty', 'crv', 'x', 'y']),
    signer: atOnce('sha256'),
  },
  EdDSA: {
    hash: 'sha512',
    generate: generator({ name: 'Ed25519' }, ['kty', 'crv', 'x']),
    signer: atOnce(null),
  },
}

export const SIGNING_ALGORITHMS = Object.keys(ALGORITHMS)

/** @param members which members of the JWK are published */
function generator(kind: Kind, members: readonly string[]): Algorithm['generate'] {
  return async () => {
    const pair = (await subtle.generateKey(kind, true, ['sign', 'verify'])) as CryptoKeyPair
    const jwk = await subtle.exportKey('jwk', pair.publicKey)
    return {
      pkcs8: new Uint8Array(await subtle.exportKey('pkcs8', pair.privateKey)),
      public_members: Object.fromEntries(
        members.map((name) => [name, String(jwk[name as keyof typeof jwk])]),
      ),
    }
  }
}

/** For what takes longer than everything else in a token request. */
function offTheEventLoop(kind: RsaHashedKeyGenParams): Algorithm['signer'] {
  return async (pkcs8) => {
    const key = await subtle.importKey('pkcs8', pkcs8, kind, false, ['sign'])
    return async (data) => new Uint8Array(await subtle.sign(kind.name, key, data))
  }
}

/**
 * For what takes no longer than handing it to another thread does.
 *
 * @param digest null: the algorithm has its own
 */
function atOnce(digest: 'sha256' | null): Algorithm['signer'] {
  return async (pkcs8) => {
    const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
    return async (data) => new Uint8Array(sign(digest, data, { key, dsaEncoding: 'ieee-p1363' }))
  }
}
