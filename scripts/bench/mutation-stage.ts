/**
 * What the mutated requests are sent to: a server process as production runs it, with clients of every kind, and what it
 * takes to send right requests: a signed-in browser, fresh codes and tokens, pages that wait.
 */
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Deps } from '../../src/deps.ts'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import { inTenant, updateTenant } from '../../src/domain/tenants/tenant-administration.ts'
import { systemClock } from '../../src/primitives/clock.ts'
import { systemRandom } from '../../src/primitives/random.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { OUR_DISCOVERY, prepareOurs, TENANT } from './our-side.ts'
import {
  exchange,
  formPlaces,
  headerOf,
  headers,
  type PlainRequest,
  query,
  written,
} from './plain-request.ts'
import { SERVER_CORE, startNode, untilAnswers } from './processes.ts'
import { REDIRECT_URI } from './sides.ts'

export const ISSUER = `/api/oidc/${TENANT}`
export const PATIENCE_MS = 10_000
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
export const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const RESOURCE = 'https://api.example/'
export const BEARER_ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** RFC 7636 Appendix B. */
export const CODE_VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CODE_CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

export const AUTHORIZATION = {
  client_id: 'web',
  response_type: 'code',
  redirect_uri: REDIRECT_URI,
  scope: 'openid profile offline_access',
  prompt: 'consent',
  state: 'af0ifjsldkj',
  nonce: 'n-0S6_WzA2Mj',
  code_challenge: CODE_CHALLENGE,
  code_challenge_method: 'S256',
}

const METADATA = {
  client_name: 'Harbour Notes',
  // Two, so that none goes without saying.
  redirect_uris: [REDIRECT_URI, 'https://rp.example/other'],
  post_logout_redirect_uris: [REDIRECT_URI],
  web_origins: ['https://rp.example'],
  first_party: true,
  resource_server: true,
  id_token_signed_response_alg: 'ES256',
}

const { publicKey, privateKey } = await generateKeyPair('ES256')

export class Stage {
  /** Everything that must be in no line of the log. */
  readonly secrets = new Set<string>()
  readonly lines: string[] = []
  port = 0
  origin = ''
  client_secret = ''
  /** Of a browser in which somebody is signed in. */
  cookie = ''
  #address = 0
  #db: Db | undefined

  async start(folder: string): Promise<ChildProcess> {
    const settings = { TRUST_PROXY: 'loopback', SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'a@b.example' }
    const { config, env, args, cookie } = await prepareOurs(
      folder,
      (deps) => this.#addClients(deps),
      settings,
    )
    this.port = config.port
    this.origin = config.public_url
    this.cookie = cookie.split('; ', 1)[0] ?? ''
    for (const secret of [this.cookie.split('=', 2)[1], this.client_secret]) this.secrets.add(String(secret))
    this.#db = await openDatabase(config.database_url)
    const server = startNode(SERVER_CORE, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [server.stdout, server.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => void this.lines.push(line))
    }
    await untilAnswers(server, this.port, OUR_DISCOVERY)
    return server
  }

  /** Nobody is told to wait: what is wanted is the answer to a try. */
  async forgetTries(): Promise<void> {
    await this.#db?.execute('DELETE FROM attempt')
  }

  async close(): Promise<void> {
    await this.#db?.close()
  }

  async #addClients(deps: Deps): Promise<void> {
    const policy = {
      self_registration: true,
      client_registration: 'open',
      client_registrations_a_day: 1_000_000,
      client_id_metadata_documents: true,
      access_token_ttl: 86_400,
      interaction_ttl: 86_400,
      resources: [{ resource: RESOURCE, name: 'Tides', scopes: [{ scope: 'tides.read' }] }],
    }
    await updateTenant(deps, { id: TENANT, name: undefined, type: undefined, policy })
    const scoped = await inTenant(deps, TENANT)
    const add = (client_id: string, client_type: 'confidential' | 'public', metadata: object) =>
      registerClient(scoped, { client_id, client_type, metadata: { ...METADATA, ...metadata } })
    const grant_types = ['authorization_code', 'refresh_token', 'client_credentials', EXCHANGE_GRANT]
    const { client_secret = '' } = await add('web', 'confidential', { grant_types })
    this.client_secret = client_secret
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'own', alg: 'ES256' }] }
    await add('signer', 'confidential', { grant_types, jwks, token_endpoint_auth_method: 'private_key_jwt' })
    await add('tv', 'public', { grant_types: [DEVICE_GRANT], response_types: [], redirect_uris: [] })
    await add('third', 'public', { first_party: false })
    const response_types = ['code', 'code id_token', 'id_token token', 'code id_token token', 'id_token']
    await add('page', 'public', { grant_types: ['authorization_code', 'implicit'], response_types })
  }

  /** An address of its own for each request: one alone would soon be told to wait. */
  written({ places, ...request }: PlainRequest): string {
    this.#address += 1
    const address = `10.${(this.#address >> 16) & 255}.${(this.#address >> 8) & 255}.${this.#address & 255}`
    const own = headers({ 'x-forwarded-for': address })
    return written({ ...request, places: [...own, ...places] }, `127.0.0.1:${this.port}`)
  }

  /** @throws {Error} when a right request, which others need, gets no answer */
  async ask(request: PlainRequest) {
    const answer = await exchange(this.port, this.written(request), PATIENCE_MS)
    if (typeof answer !== 'object') throw new Error(`${request.method} ${request.path}: no answer`)
    return answer
  }

  basic(): Record<string, string> {
    const text = Buffer.from(`web:${this.client_secret}`).toString('base64')
    return { authorization: `Basic ${text}` }
  }

  async code(): Promise<string> {
    const { prompt: _, ...rest } = AUTHORIZATION
    const places = [...query(rest), ...headers({ cookie: this.cookie })]
    const { head } = await this.ask({ method: 'GET', path: `${ISSUER}/authorize`, places })
    return this.#kept(new URL(headerOf(head, 'location') ?? '', this.origin).searchParams.get('code'))
  }

  async tokens(): Promise<Readonly<Record<string, string>>> {
    const fields = {
      grant_type: 'authorization_code',
      redirect_uri: REDIRECT_URI,
      code_verifier: CODE_VERIFIER,
    }
    const places = formPlaces({ ...fields, code: await this.code() }, this.basic())
    const { body } = await this.ask({ method: 'POST', path: `${ISSUER}/token`, places })
    const tokens = JSON.parse(body)
    for (const name of ['access_token', 'refresh_token', 'id_token']) this.#kept(tokens[name])
    return tokens
  }

  /** What a JSON endpoint answers, its secrets kept. */
  async asked(request: PlainRequest, ...secrets: string[]): Promise<Readonly<Record<string, string>>> {
    const answer = JSON.parse((await this.ask(request)).body)
    for (const name of secrets) this.#kept(answer[name])
    return answer
  }

  async assertion(claims: object = {}, typ = 'JWT'): Promise<string> {
    const now = systemClock()
    const jti = systemRandom('jti', 12).toString('base64url')
    const usual = { iss: 'signer', aud: `${this.origin}${ISSUER}`, iat: now, nbf: now, exp: now + 300, jti }
    return new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'own', typ })
      .sign(privateKey)
  }

  /** A page of ours that waits for somebody, opened by `client_id` in a browser of its own. */
  async page(place: string, fields: Readonly<Record<string, string>>, { cookie = '', form = '' } = {}) {
    const places = [...query({ ...AUTHORIZATION, ...fields }), ...headers(cookie === '' ? {} : { cookie })]
    const { head } = await this.ask({ method: 'GET', path: `${ISSUER}/authorize`, places })
    const interaction = headerOf(head, 'location')?.split('/').at(-1) ?? ''
    const path = `${ISSUER}/${place}/${interaction}`
    return { ...(await this.opened(path + form, cookie, cookieIn(head))), path }
  }

  /** A page, with the cookies it was opened with and the token of its form. */
  async opened(path: string, ...cookies: string[]) {
    const cookie = cookies.filter((text) => text !== '').join('; ')
    const { head, body } = await this.ask({
      method: 'GET',
      path,
      places: headers(cookie === '' ? {} : { cookie }),
    })
    const csrf_token = this.#kept(/name="csrf_token" value="([^"]+)"/.exec(body)?.[1])
    const all = [cookie, cookieIn(head)].filter((text) => text !== '').join('; ')
    return { path, cookie: all, csrf_token, body, origin: this.origin }
  }

  #kept(secret: string | null | undefined): string {
    if (secret) this.secrets.add(secret)
    return secret ?? ''
  }
}

const cookieIn = (head: string): string => headerOf(head, 'set-cookie')?.split(';', 1)[0] ?? ''
