/**
 * Keys of clients, as tests make them: what a client keeps to itself, and the public half that it states.
 */
import { compactVerify, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import { clientKeys } from '../../src/domain/clients/client-keys.ts'
import type { TestServer } from './fixtures.ts'

export type ClientKey = Readonly<{ alg: string; kid: string | undefined; private_key: CryptoKey; jwk: JWK }>

/** @param jwk what the public half says of itself beside its members */
export async function clientKey(alg: string, jwk: JWK = {}): Promise<ClientKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  return { alg, kid: jwk.kid, private_key: privateKey, jwk: { ...(await exportJWK(publicKey)), ...jwk } }
}

export const privateJwk = ({ private_key }: ClientKey): Promise<JWK> => exportJWK(private_key)

/** A JWT of the client's; its header names the key only where the key has a name. */
export function signedBy(
  { alg, kid, private_key }: ClientKey,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const protectedHeader = { alg, ...(kid === undefined ? {} : { kid }), ...header }
  return new SignJWT(claims as JWTPayload).setProtectedHeader(protectedHeader).sign(private_key)
}

/** The two parameters that authenticate a client by a JWT. */
export const assertionOf = (client_assertion: string) => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion,
})

export const keySetOf = (...keys: ClientKey[]) => ({ keys: keys.map(({ jwk }) => jwk) })

type Stated = Readonly<{ jwks?: object; jwks_uri?: string }>

/** A client `rp` with these keys, which nobody has registered. */
export const clientWith = (stated: Stated) =>
  ({ tenant_id: 'default', client_id: 'rp', metadata: stated }) as Parameters<typeof clientKeys>[1]

/** Whether what a key signed is the client's, or why not. */
export async function verdict(server: TestServer, stated: Stated, key: ClientKey): Promise<string> {
  const resolve = clientKeys(await server.tenant(), clientWith(stated))
  return compactVerify(await signedBy(key, { sub: 'rp' }), resolve).then(
    () => 'signed',
    (error) => error.reason ?? error.code,
  )
}
