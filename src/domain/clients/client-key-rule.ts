/**
 * Which keys a client may register: public ones, that anybody may have, in a form that can be used.
 *
 * Implements: RFC 7517 §4.1, §5, §9.3; RFC 7518 §3.3, §6.2.1, §6.3.1; RFC 8037 §2; RFC 7591 §2 (jwks, jwks_uri);
 * OpenID Connect Registration 1.0 §2 (token_endpoint_auth_signing_alg).
 */
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { ALGORITHMS_OF_METHOD, isAssertionMethod } from './assertion-algorithms.ts'
import type { ClientMetadata } from './client-metadata.ts'

/** A public key; what else it says of itself is `kid`, `use` and `alg`. */
export type ClientJwk = Readonly<Record<string, unknown>>

/** RFC 7518 §6.2.2, §6.3.2, §6.4.1. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

const TYPES = ['RSA', 'EC', 'OKP']

/** RFC 7518 §3.3. */
const SMALLEST_RSA = 2048

export function clientKeyFaults(metadata: ClientMetadata): (string | undefined)[] {
  const { jwks, jwks_uri } = metadata
  return [
    ...assertionFaults(metadata),
    jwks !== undefined && jwks_uri !== undefined
      ? 'jwks and jwks_uri exclude each other: state the keys, or where they are'
      : undefined,
    ...(jwks?.keys ?? []).map((jwk, index) => {
      const fault = publicKeyFault(jwk)
      return fault && `jwks: key ${index + 1} ${fault}`
    }),
  ]
}

function assertionFaults(metadata: ClientMetadata): (string | undefined)[] {
  const {
    token_endpoint_auth_method: method,
    token_endpoint_auth_signing_alg: alg,
    jwks,
    jwks_uri,
  } = metadata
  if (!isAssertionMethod(method)) return []
  const algorithms: readonly string[] = ALGORITHMS_OF_METHOD[method]
  return [
    method === 'private_key_jwt' && jwks === undefined && jwks_uri === undefined
      ? 'token_endpoint_auth_method private_key_jwt needs public keys: state jwks or jwks_uri'
      : undefined,
    alg === undefined || algorithms.includes(alg)
      ? undefined
      : `token_endpoint_auth_signing_alg ${alg} does not go with ${method}: ${algorithms.join(', ')} do`,
  ]
}

/** @returns what is wrong with it; never anything of the key itself */
export function publicKeyFault(jwk: ClientJwk): string | undefined {
  const secret = PRIVATE_MEMBERS.filter((name) => Object.hasOwn(jwk, name))
  if (secret.length > 0) return `must be public, and has ${secret.join(', ')}: send nobody a secret key`
  if (!TYPES.includes(String(jwk['kty']))) return `must have a kty of ${TYPES.join(', ')}`
  const named = ['kid', 'use', 'alg'].find((name) => !['string', 'undefined'].includes(typeof jwk[name]))
  if (named !== undefined) return `has a ${named} that is no text`
  const key = readKey(jwk)
  if (!key) return 'cannot be read: its members do not make a key'
  const length = key.asymmetricKeyDetails?.modulusLength ?? SMALLEST_RSA
  return length < SMALLEST_RSA ? `has ${length} bits, and needs ${SMALLEST_RSA}` : undefined
}

function readKey(jwk: ClientJwk): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
  } catch {
    return undefined
  }
}
