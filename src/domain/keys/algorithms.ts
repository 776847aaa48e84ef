/**
 * The signature algorithms: how a key of each is made, read back and used. A further one is a further row.
 *
 * Implements: RFC 7518 §3.1, §3.3, §3.4, §3.5; RFC 8037 §3.1; RFC 8812 §3.2.
 */
import {
  type AsymmetricKeyDetails,
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  KeyObject,
  type SigningOptions,
  sign,
  subtle,
  verify,
} from 'node:crypto'
import { CORES } from '../../primitives/work-queue.ts'
import { joinedSignature } from './ecdsa-signature.ts'

export type PublicJwk = Readonly<Record<string, string>>
export type Bytes = Uint8Array<ArrayBuffer>
export type SignBytes = (data: Bytes) => Promise<Bytes>
export type VerifyBytes = (data: Bytes, signature: Bytes) => boolean

type Hash = 'sha256' | 'sha384' | 'sha512'

export type Algorithm = Readonly<{
  /** The hash whose left half makes at_hash and c_hash (OpenID Connect Core 1.0 §3.1.3.6). */
  hash: Hash
  /** @returns the private key as PKCS #8 and the public members of its JWK */
  generate: () => Promise<Readonly<{ pkcs8: Bytes; public_members: PublicJwk }>>
  /** @param pkcs8 what `generate` gave */
  signer: (pkcs8: Bytes) => Promise<SignBytes>
  /** @param public_jwk its public members, and whatever else stands beside them */
  verifier: (public_jwk: PublicJwk) => VerifyBytes
}>

type Pair = Readonly<{ publicKey: KeyObject; privateKey: KeyObject }>

/** What the Web Crypto API calls an algorithm, with all that its three calls want to know. */
type WebKind = Readonly<{ name: string; hash: string; namedCurve?: string; saltLength?: number }>

const RSA_KEY = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
const RSA_MEMBERS = ['kty', 'n', 'e']
const EC_MEMBERS = ['kty', 'crv', 'x', 'y']
/** Of the curves whose signatures are quick, in bytes. */
const ORDER_LENGTH = 32

export const ALGORITHMS = algorithmsOn(CORES)

/**
 * @param cores Where there is one alone, another thread would take it from this one, and two switches with it; else what
 *   takes longer than all the rest of a token request is signed off the event loop.
 */
export function algorithmsOn(cores: number): Readonly<Record<string, Algorithm>> {
  return {
    RS256: pkcs1('sha256', cores),
    RS384: pkcs1('sha384', cores),
    RS512: pkcs1('sha512', cores),
    PS256: pss('sha256', 32, cores),
    PS384: pss('sha384', 48, cores),
    PS512: pss('sha512', 64, cores),
    ES256: quickEcdsa(() => webPair({ name: 'ECDSA', namedCurve: 'P-256' })),
    ES384: slowEcdsa('sha384', 'P-384', cores),
    ES512: slowEcdsa('sha512', 'P-521', cores),
    ES256K: quickEcdsa(async () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' })),
    EdDSA: {
      hash: 'sha512',
      generate: generator(() => webPair({ name: 'Ed25519' }), ['kty', 'crv', 'x']),
      signer: atOnce(null, asItIs),
      verifier: verifier(null),
    },
  }
}

export const SIGNING_ALGORITHMS = Object.keys(ALGORITHMS)

function pkcs1(hash: Hash, cores: number): Algorithm {
  const kind = { name: 'RSASSA-PKCS1-v1_5', hash: webHash(hash) }
  const generate = generator(() => webPair({ ...kind, ...RSA_KEY }), RSA_MEMBERS)
  return { hash, generate, signer: slowSigner(cores, hash, kind), verifier: verifier(hash) }
}

/** §3.5: the salt is as long as the hash. */
function pss(hash: Hash, saltLength: number, cores: number): Algorithm {
  const kind = { name: 'RSA-PSS', hash: webHash(hash), saltLength }
  const generate = generator(() => webPair({ ...kind, ...RSA_KEY }), RSA_MEMBERS)
  const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
  return { hash, generate, signer: slowSigner(cores, hash, kind, options), verifier: verifier(hash, options) }
}

function slowEcdsa(hash: Hash, namedCurve: string, cores: number): Algorithm {
  const kind = { name: 'ECDSA', hash: webHash(hash), namedCurve }
  const options = { dsaEncoding: 'ieee-p1363' } as const
  const generate = generator(() => webPair(kind), EC_MEMBERS)
  return { hash, generate, signer: slowSigner(cores, hash, kind, options), verifier: verifier(hash, options) }
}

function quickEcdsa(pair: () => Promise<Pair>): Algorithm {
  const check = verifier('sha256', { dsaEncoding: 'ieee-p1363' })
  const signer = atOnce('sha256', (signature) => joinedSignature(signature, ORDER_LENGTH))
  return { hash: 'sha256', generate: generator(pair, EC_MEMBERS), signer, verifier: check }
}

function webHash(hash: Hash): string {
  return hash.replace('sha', 'SHA-')
}

async function webPair(kind: RsaHashedKeyGenParams | EcKeyGenParams | { name: 'Ed25519' }): Promise<Pair> {
  const { publicKey, privateKey } = (await subtle.generateKey(kind, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  return { publicKey: KeyObject.from(publicKey), privateKey: KeyObject.from(privateKey) }
}

/** @param members which members of the JWK are published */
function generator(pair: () => Promise<Pair>, members: readonly string[]): Algorithm['generate'] {
  return async () => {
    const { publicKey, privateKey } = await pair()
    const jwk = publicKey.export({ format: 'jwk' })
    return {
      pkcs8: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
      public_members: Object.fromEntries(members.map((name) => [name, String(jwk[name])])),
    }
  }
}

function slowSigner(cores: number, hash: Hash, kind: WebKind, options?: SigningOptions): Algorithm['signer'] {
  return cores > 1 ? offTheEventLoop(kind) : atOnce(hash, asItIs, options)
}

function offTheEventLoop(kind: WebKind): Algorithm['signer'] {
  return async (pkcs8) => {
    const key = await subtle.importKey('pkcs8', pkcs8, kind, false, ['sign'])
    return async (data) => new Uint8Array(await subtle.sign(kind, key, data))
  }
}

/**
 * For what takes no longer than handing it to another thread does. What is quick gives its key alone: Node finds out what
 * options are by an error that it throws and catches, which costs half as much as the signature.
 *
 * @param digest null: the algorithm has its own
 */
function atOnce(
  digest: Hash | null,
  asInJws: (signature: Uint8Array) => Bytes,
  options?: SigningOptions,
): Algorithm['signer'] {
  return async (pkcs8) => {
    const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
    const input = options ? { key, ...options } : key
    return async (data) => asInJws(sign(digest, data, input))
  }
}

function asItIs(signature: Uint8Array): Bytes {
  return new Uint8Array(signature)
}

/** To verify takes none of them long. */
function verifier(digest: Hash | null, options?: SigningOptions): Algorithm['verifier'] {
  return (public_jwk) => {
    const key = createPublicKey({ key: { ...public_jwk }, format: 'jwk' })
    const input = options ? { key, ...options } : key
    // RFC 8017 §8.1.2: OpenSSL would take one that lacks its leading zeros.
    const { modulusLength } = key.asymmetricKeyDetails as AsymmetricKeyDetails
    const length = modulusLength === undefined ? undefined : Math.ceil(modulusLength / 8)
    return (data, signature) =>
      (length === undefined || signature.length === length) && verify(digest, data, input, signature)
  }
}
