/**
 * Viafoura's servers as its document describes them: they are told a well-known address and a client id, never a secret, take
 * ID tokens, and call nothing here but the discovery document and the key set.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { createLocalJWKSet, decodeProtectedHeader, type JWK, jwtVerify } from 'jose'

/** As the document lists them. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES256K',
  'ES384',
  'ES512',
  'EdDSA',
]

export type Account = Readonly<{
  id: string
  name: string
  email: string | undefined
  picture: string | undefined
}>

type Claims = Readonly<Record<string, unknown>>
type KeySet = Readonly<{ keys: JWK[] }>

type Configuration = Readonly<{
  well_known: string
  client_id: string
  /** Without credentials of any kind. */
  fetch: (url: string) => Promise<Response>
  /** In seconds. */
  now: () => number
}>

export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
}

export class Viafoura {
  /** By their identifier claim. */
  readonly accounts = new Map<string, Account>()
  readonly #configuration: Configuration

  constructor(configuration: Configuration) {
    this.#configuration = configuration
  }

  /** @throws {TokenRefused} */
  async login(id_token: string): Promise<Account> {
    const { client_id, now } = this.#configuration
    const { issuer, jwks_uri } = await this.#json<{ issuer: string; jwks_uri: string }>(
      this.#configuration.well_known,
    )
    const claims = await verified(id_token, await this.#json(jwks_uri))
    check(claims['iss'] === issuer, 'iss is not the issuer of the well-known document')
    check(claims['aud'] === client_id, 'aud is not the client id')
    check(typeof claims['iat'] === 'number', 'iat is no number')
    check(typeof claims['exp'] === 'number' && claims['exp'] > now(), 'exp is no number, or over')
    const { sub, name = 'Not Provided', email, picture } = claims
    check(typeof sub === 'string' && sub !== '', 'there is no identifier')
    const account = { id: sub, name, email, picture } as Account
    this.accounts.set(account.id, account)
    return account
  }

  async #json<T>(url: string): Promise<T> {
    const reply = await this.#configuration.fetch(url)
    check(reply.ok, `${url}: ${reply.status}`)
    return reply.json() as Promise<T>
  }
}

function check(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new TokenRefused(otherwise)
}

async function verified(id_token: string, jwks: KeySet): Promise<Claims> {
  const { alg = '', kid } = decodeProtectedHeader(id_token)
  check(ALGORITHMS.includes(alg), `${alg} is not supported`)
  if (alg === 'ES256K')
    return verifiedByNoble(
      id_token,
      jwks.keys.find((key) => key.kid === kid),
    )
  // What it says of time and of who it is for is judged by the rules of the document.
  const { payload } = await jwtVerify(id_token, createLocalJWKSet(jwks), { currentDate: new Date(0) })
  return payload
}

/** jose has no secp256k1. */
function verifiedByNoble(id_token: string, key: JWK | undefined): Claims {
  const [header = '', payload = '', signature = ''] = id_token.split('.')
  const [x = '', y = ''] = [key?.x, key?.y].map((part = '') => Buffer.from(part, 'base64url').toString('hex'))
  const isGood = secp256k1.verify(
    Buffer.from(signature, 'base64url'),
    Buffer.from(`${header}.${payload}`),
    Buffer.from(`04${x}${y}`, 'hex'),
    // RFC 8812 §3.2 allows either s.
    { lowS: false },
  )
  check(isGood, 'the signature is wrong')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}
