/**
 * node-oidc-provider's side: its settings, and a browser that has signed in and agreed once for each client.
 */
import { subtle } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, SERVER_CORE, startNode, stop, untilAnswers } from './processes.ts'
import {
  ALGORITHMS,
  type Alg,
  clientId,
  FORMATS,
  type Format,
  PERSON,
  REDIRECT_URI,
  SCOPE,
  type Side,
  targetOf,
} from './sides.ts'

const SCRIPT = join(import.meta.dirname, 'peer-server.mjs')
const RESOURCE = 'urn:vignette:bench'
const CLIENT_SECRET = 'Zk0bq8vT3mYwX1eR6uJ9nS5dHcLpA7gFiQoVtKzB2xE'
export const PEER_DISCOVERY = '/.well-known/openid-configuration'

const KEYS: Readonly<Record<Alg, RsaHashedKeyGenParams | EcKeyGenParams | { name: 'Ed25519' }>> = {
  RS256: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
}

export type PeerCommand = Readonly<{ port: number; args: readonly string[] }>

/** Writes what `peer-server.mjs` reads; keys are made here, so that no start waits for them. */
export async function preparePeer(folder: string): Promise<PeerCommand> {
  const port = await freePort()
  const settings = {
    issuer: `http://127.0.0.1:${port}`,
    port,
    clients: ALGORITHMS.flatMap((alg) => FORMATS.map((format) => clientOf(alg, format))),
    jwks: { keys: await Promise.all(ALGORITHMS.map(makeKey)) },
    person: PERSON,
    resource: RESOURCE,
    scope: SCOPE,
  }
  const file = join(folder, 'peer.json')
  writeFileSync(file, JSON.stringify(settings))
  return { port, args: [SCRIPT, file] }
}

export async function startPeer(folder: string): Promise<Side> {
  const { port, args } = await preparePeer(folder)
  const server = startNode(SERVER_CORE, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    await untilAnswers(server, port, PEER_DISCOVERY)
    const cookie = await signInEverywhere(port)
    return {
      name: 'node-oidc-provider',
      server,
      target: (alg, format) =>
        targetOf(alg, format, {
          port,
          cookie,
          client_secret: CLIENT_SECRET,
          paths: { authorize: '/auth', token: '/token', userinfo: '/me' },
          parameters: parametersOf(format),
        }),
    }
  } catch (error) {
    await stop(server)
    throw error
  }
}

/** A resource server is what its access tokens become JWTs for. */
const parametersOf = (format: Format) => (format === 'jwt' ? { resource: RESOURCE } : ({} as const))

function clientOf(alg: Alg, format: Format) {
  return {
    client_id: clientId(alg, format),
    client_secret: CLIENT_SECRET,
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: alg,
  }
}

async function makeKey(alg: Alg) {
  const pair = (await subtle.generateKey(KEYS[alg], true, ['sign', 'verify'])) as CryptoKeyPair
  const { key_ops: _operations, ext: _extractable, ...jwk } = await subtle.exportKey('jwk', pair.privateKey)
  return { ...jwk, kid: alg, use: 'sig', alg }
}

/** @returns the cookies of a browser in which each client was agreed to */
async function signInEverywhere(port: number): Promise<string> {
  const cookies = new Map<string, string>()
  for (const alg of ALGORITHMS) {
    for (const format of FORMATS) await signIn(port, cookies, alg, format)
  }
  const session = [...cookies].filter(([name]) => name.startsWith('_session'))
  return session.map(([name, value]) => `${name}=${value}`).join('; ')
}

async function signIn(port: number, cookies: Map<string, string>, alg: Alg, format: Format): Promise<void> {
  const query = new URLSearchParams({
    client_id: clientId(alg, format),
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: SCOPE,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...parametersOf(format),
  })
  const origin = `http://127.0.0.1:${port}`
  let next = `${origin}/auth?${query}`
  while (next.startsWith(origin)) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await fetch(next, { headers: { cookie }, redirect: 'manual' })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = reply.headers.get('location')
    if (location === null) throw new Error(`${next} answered ${reply.status} ${await reply.text()}`)
    next = new URL(location, next).href
  }
  if (!next.startsWith(`${REDIRECT_URI}?code=`)) throw new Error(`the sign-in ended at ${next}`)
}
