/**
 * An OpenID Provider of somebody else: a real server that signs, checks what it is asked, and lies where a test says so.
 */
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createConnection } from '../../src/domain/connections/connection-administration.ts'
import { sha256 } from '../../src/primitives/digest.ts'
import type { Lasting, TestServer } from './fixtures.ts'
import { openServer } from './open-server.ts'

type Members = Readonly<Record<string, unknown>>

/** For settings of a server whose people come from there. */
export const REACHES_PROVIDER = { allow_private_fetch: ['127.0.0.1'] }

export const UPSTREAM_SECRET = 'what we are there: ü+&%'

export type Lies = {
  /** Instead of, or beside, what the ID token says; undefined leaves one out. */
  id_token: Members
  /** Of userinfo; undefined: there is none. */
  userinfo: Members | undefined
  metadata: Members
  /** The ID token is signed by a key that nobody knows. */
  is_forged: boolean
  /** The status and body of the token endpoint. */
  token: readonly [number, unknown] | undefined
}

export type UpstreamProvider = Readonly<{
  issuer: string
  lies: Lies
  /** The path of each request so far, the newest last. */
  asked: string[]
  /** How this server authenticated, each time. */
  authenticated: Method[]
  /** As if the person signed in there. @returns the address that the browser is sent back to */
  signIn: (location: unknown, instead?: Readonly<Record<string, string | undefined>>) => string
}>

type Issued = Readonly<{ nonce: string; challenge: string; redirect_uri: string; max_age: string | null }>

export async function upstreamProvider(
  t: Lasting,
  { clock }: Pick<TestServer, 'clock'>,
): Promise<UpstreamProvider> {
  const [known, unknown] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')])
  const lies: Lies = { id_token: {}, userinfo: undefined, metadata: {}, is_forged: false, token: undefined }
  const asked: string[] = []
  const authenticated: Method[] = []
  const codes = new Map<string, Issued>()
  let issuer = ''
  const metadata = () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize?theirs=1`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    ...(lies.userinfo ? { userinfo_endpoint: `${issuer}/userinfo` } : {}),
    authorization_response_iss_parameter_supported: true,
    id_token_signing_alg_values_supported: ['ES256'],
    ...lies.metadata,
  })
  const tokens = async (request: IncomingMessage): Promise<readonly [number, unknown]> => {
    const form = new URLSearchParams(await text(request))
    const issued = codes.get(String(form.get('code')))
    codes.delete(String(form.get('code')))
    const challenge = sha256(String(form.get('code_verifier'))).toString('base64url')
    const is_right = issued?.challenge === challenge && issued.redirect_uri === form.get('redirect_uri')
    if (!issued || !is_right) return [400, { error: 'invalid_grant' }]
    const method = methodOf(request, form)
    if (!method) return [401, { error: 'invalid_client' }]
    authenticated.push(method)
    if (lies.token) return lies.token
    const claims = {
      iss: issuer,
      aud: 'vignette',
      sub: 'ann there',
      nonce: issued.nonce,
      iat: clock.seconds,
      exp: clock.seconds + 60,
      ...(issued.max_age === null ? {} : { auth_time: clock.seconds }),
      ...lies.id_token,
    }
    const { privateKey } = lies.is_forged ? unknown : known
    const id_token = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(privateKey)
    return [200, { access_token: 'theirs', token_type: 'Bearer', expires_in: 60, id_token }]
  }
  const answers: Readonly<Record<string, (request: IncomingMessage) => Promise<readonly [number, unknown]>>> =
    {
      '/.well-known/openid-configuration': async () => [200, metadata()],
      '/jwks': async () => [
        200,
        { keys: [{ ...(await exportJWK(known.publicKey)), kid: 'k', use: 'sig', alg: 'ES256' }] },
      ],
      '/token': tokens,
      '/userinfo': async () => [200, lies.userinfo],
    }
  const server = createServer(async (request, reply) => {
    asked.push(String(request.url))
    const [status, body] = (await answers[String(request.url)]?.(request)) ?? [404, {}]
    reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  issuer = `http://127.0.0.1:${await openServer(t, server, '127.0.0.1')}`
  const signIn: UpstreamProvider['signIn'] = (location, instead = {}) => {
    const { searchParams: sent } = new URL(String(location))
    const code = `code-${codes.size}-${asked.length}`
    const redirect_uri = String(sent.get('redirect_uri'))
    codes.set(code, {
      nonce: String(sent.get('nonce')),
      challenge: String(sent.get('code_challenge')),
      redirect_uri,
      max_age: sent.get('max_age'),
    })
    const back = Object.entries({ code, state: String(sent.get('state')), iss: issuer, ...instead })
    return `${redirect_uri}?${new URLSearchParams(back.flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])))}`
  }
  return {
    get issuer() {
      return issuer
    },
    lies,
    asked,
    authenticated,
    signIn,
  }
}

type Method = 'basic' | 'post' | 'none'

/** RFC 6749 §2.3.1: encoded, and then encoded; or in the body. @returns undefined for a secret that is not ours */
function methodOf({ headers }: IncomingMessage, form: URLSearchParams): Method | undefined {
  const basic = Buffer.from(String(headers.authorization).replace('Basic ', ''), 'base64').toString()
  const [id, secret] = headers.authorization
    ? basic.split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    : [form.get('client_id'), form.get('client_secret')]
  if (id !== 'vignette') return undefined
  if (secret === null) return 'none'
  return secret !== UPSTREAM_SECRET ? undefined : headers.authorization ? 'basic' : 'post'
}

/** `corporate`, of `default` unless told otherwise. */
export async function givenConnection(
  server: TestServer,
  { issuer }: Pick<UpstreamProvider, 'issuer'>,
  settings: Members = {},
  { id = 'corporate', tenant_id = 'default' }: Readonly<{ id?: string; tenant_id?: string }> = {},
): Promise<void> {
  const is_public = settings['token_endpoint_auth_method'] === 'none'
  await createConnection(await server.tenant(tenant_id), {
    id,
    type: 'oidc',
    client_secret: is_public ? undefined : UPSTREAM_SECRET,
    settings: { issuer, client_id: 'vignette', ...settings },
  })
}
