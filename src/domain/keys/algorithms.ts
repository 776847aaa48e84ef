/**
 * The signature algorithms: how a key of each is made, read back and used. A further one is a further row.
 *
 * Implements: RFC 7518 §3.1, §3.3, §3.4; RFC 8037 §3.1.
 */
import { subtle } from 'node:crypto'

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

type WebCryptoAlgorithm = Readonly<{
  key: RsaHashedKeyGenParams | EcKeyGenParams | { name: 'Ed25519' }
  sign: EcdsaParams | { name: string }
  members: readonly string[]
}>

const rsa: RsaHashedKeyGenParams = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
}

export const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  RS256: {
    hash: 'sha256',
    ...byWebCrypto({ key: rsa, sign: { name: 'RSASSA-PKCS1-v1_5' }, members: ['kty', 'n', 'e'] }),
  },
  ES256: {
    hash: 'sha256',
    ...byWebCrypto({
      key: { name: 'ECDSA', namedCurve: 'P-256' },
      sign: { name: 'ECDSA', hash: 'SHA-256' },
      members: ['kty', 'crv', 'x', 'y'],
    }),
  },
  EdDSA: {
    hash: 'sha512',
    ...byWebCrypto({ key: { name: 'Ed25519' }, sign: { name: 'Ed25519' }, members: ['kty', 'crv', 'x'] }),
  },
}

export const SIGNING_ALGORITHMS = Object.keys(ALGORITHMS)

/** Off the event loop: an RSA signature takes longer than everything else in a token request. */
function byWebCrypto({ key, sign, members }: WebCryptoAlgorithm): Pick<Algorithm, 'generate' | 'signer'> {
  return {
    generate: async () => {
      const pair = (await subtle.generateKey(key, true, ['sign', 'verify'])) as CryptoKeyPair
      const jwk = await subtle.exportKey('jwk', pair.publicKey)
      return {
        pkcs8: new Uint8Array(await subtle.exportKey('pkcs8', pair.privateKey)),
        public_members: Object.fromEntries(
          members.map((name) => [name, String(jwk[name as keyof typeof jwk])]),
        ),
      }
    },
    signer: async (pkcs8) => {
      const imported = await subtle.importKey('pkcs8', pkcs8, key, false, ['sign'])
      return async (data) => new Uint8Array(await subtle.sign(sign, imported, data))
    },
  }
}
