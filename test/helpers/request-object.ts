/**
 * A client that signs its authorization requests: its keys, and request objects as it makes them, right but for what a test
 * says instead.
 */
import { type CompactJWSHeaderParameters, CompactSign, exportJWK, generateKeyPair } from 'jose'
import { REDIRECT_URI } from './authorization.ts'
import { type Lasting, PUBLIC_URL, START } from './fixtures.ts'
import { type KeyServer, keyServer } from './key-server.ts'

const ISSUER = `${PUBLIC_URL}/api/oidc/default`

export type SigningClient = Readonly<{
  /** What the client registers. */
  jwks: { keys: Record<string, unknown>[] }
  /** undefined leaves a claim or a member of the header out. */
  sign: (claims?: Members, header?: Members) => Promise<string>
  /** Whatever it is, signed. */
  signText: (text: string, header?: Members) => Promise<string>
}>

type Members = Readonly<Record<string, unknown>>

/** The request of an application that signs, as claims. */
export const OBJECT = {
  iss: 'rp',
  aud: ISSUER,
  client_id: 'rp',
  response_type: 'code',
  redirect_uri: REDIRECT_URI,
  scope: 'openid',
  state: 'inside',
  exp: START + 300,
  nbf: START,
  iat: START,
}

export async function signingClient(alg = 'ES256', kid = 'k1'): Promise<SigningClient> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const signText = (text: string, header: Members = {}) => {
    const told = defined({ alg, kid, typ: 'oauth-authz-req+jwt', ...header })
    return new CompactSign(Buffer.from(text))
      .setProtectedHeader(told as CompactJWSHeaderParameters)
      .sign(privateKey)
  }
  return {
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }] },
    signText,
    sign: (claims = {}, header) => signText(JSON.stringify(defined({ ...OBJECT, ...claims })), header),
  }
}

const defined = (members: Members): Members =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

/** A JWT that nobody signed, or that says so. */
export const unsigned = (claims: Members = {}, header: Members = { alg: 'none' }): string =>
  `${encoded(header)}.${encoded({ ...OBJECT, ...claims })}.`

export const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** For settings of a server that fetches from there. */
export const REACHES_OBJECTS = { allow_private_fetch: ['127.0.0.1'] }

/** Where a client keeps its request objects; nothing yet. */
export async function objectServer(t: Lasting): Promise<KeyServer> {
  const server = await keyServer(t, undefined)
  server.answer((_, reply) => reply.writeHead(404).end())
  return server
}
