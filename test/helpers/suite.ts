/**
 * A conformance suite in small: a client that registers itself for each module, and a browser that signs in, allows and comes
 * back, over HTTP and with a passcode.
 */
import type { LightMyRequestResponse } from 'fastify'
import type { Config } from '../../src/config.ts'
import { Browser, givenPerson } from './authorization.ts'
import { type Answered, answeredBy } from './authorization-answer.ts'
import { type Lasting, PUBLIC_URL, startServer, type TestServer } from './fixtures.ts'
import { basic, bearer, FORM, post } from './given.ts'
import { answerTo, clientSide, enrolPasscode, PICTURE, PIN } from './passcode.ts'
import { type Information, openRegistration, registered } from './registration.ts'

const SUITE = 'https://suite.example'
export const CALLBACK = `${SUITE}/test/1/callback`
export const SIGNED_OUT = `${SUITE}/test/1/post_logout_redirect`

/** VSCHAR of every kind, and longer than anybody expects. */
export const STATE = `${'aZ09-._~'.repeat(15)}!#$%&'()*+,/:;=?@[]^|`

const EVERY_CLAIM = {
  name: 'Ann King Lee',
  given_name: 'Ann',
  middle_name: 'King',
  family_name: 'Lee',
  nickname: 'annie',
  profile: 'https://example.com/ann',
  picture: 'https://example.com/ann.png',
  website: 'https://ann.example.com',
  gender: 'female',
  birthdate: '1990-12-10',
  zoneinfo: 'Europe/London',
  locale: 'en-GB',
  phone_number: '+44 20 7946 0958',
  phone_number_verified: false,
  address: { formatted: '12 St James’s Square\nLondon', locality: 'London', country: 'GB' },
}

type Fields = Readonly<Record<string, string | undefined>>

/** Where anybody may register, and Ann has every claim and a passcode. */
export async function suiteTarget(t: Lasting, settings: Partial<Config> = {}): Promise<TestServer> {
  const server = await startServer(t, settings)
  await openRegistration(server)
  const id = await givenPerson(server, 'ann', { claims: EVERY_CLAIM })
  await enrolPasscode(await server.tenant(), { id }, { picture: PICTURE, secret: PIN })
  return server
}

class SuiteBrowser extends Browser {
  readonly #server: TestServer
  /** How often somebody had to sign in. */
  sign_ins = 0
  /** The pages that were shown on the way. */
  readonly pages: string[] = []

  constructor(server: TestServer) {
    super(server)
    this.#server = server
  }

  /** Does on each page what a person does there. @returns what went back to the suite, or a page that leads nowhere */
  async follow(first: LightMyRequestResponse, client_id: string): Promise<LightMyRequestResponse> {
    let reply = first
    while (String(reply.headers.location).startsWith(PUBLIC_URL)) {
      const location = String(reply.headers.location)
      const page = await this.get(location)
      this.pages.push(page.body)
      if (location.includes('/sign-in/')) reply = await this.#signIn(location, client_id)
      else reply = location.includes('/consent/') ? await this.submit(location, page.body) : page
    }
    return reply
  }

  async #signIn(location: string, client_id: string): Promise<LightMyRequestResponse> {
    this.sign_ins += 1
    const { tenant } = await this.#server.tenant()
    const interaction = String(location.split('/').at(-1))
    const own = await clientSide(tenant.uuid)
    const { challenge, ...terms } = (
      await this.#passcode('start', { username: 'ann', ke1: own.ke1, interaction })
    ).json()
    const answer = await answerTo(tenant.uuid, own, terms, { challenge, interaction, client_id })
    const { next } = (await this.#passcode('finish', { challenge, ...answer })).json()
    return this.get(next)
  }

  #passcode(step: string, payload: object) {
    const headers = { 'content-type': 'application/json', origin: PUBLIC_URL }
    return this.send({ method: 'POST', url: `/api/oidc/default/passcode/login/${step}`, headers, payload })
  }
}

const grantsFor = (words: readonly string[]): readonly string[] => [
  ...(words.includes('code') ? ['authorization_code'] : []),
  ...(words.some((word) => word !== 'code') ? ['implicit'] : []),
]

/** A client and a browser, new as each module has them. */
export class SuiteModule {
  readonly server: TestServer
  readonly client: Information
  readonly browser: SuiteBrowser
  readonly #fixed: Fields

  private constructor(server: TestServer, client: Information, browser: SuiteBrowser, fixed: Fields) {
    this.server = server
    this.client = client
    this.browser = browser
    this.#fixed = fixed
  }

  /**
   * @param fixed of every request, such as its response_type; it registers for that
   * @param metadata registered beside what a plan needs
   */
  static async begin(
    server: TestServer,
    fixed: Fields = {},
    metadata: Readonly<Record<string, unknown>> = {},
  ): Promise<SuiteModule> {
    const words = (fixed['response_type'] ?? 'code').split(' ')
    const client = await registered(server, {
      client_name: 'Suite',
      redirect_uris: [CALLBACK],
      post_logout_redirect_uris: [SIGNED_OUT],
      contacts: ['certification@oidf.org'],
      grant_types: grantsFor(words),
      response_types: [words.join(' ')],
      token_endpoint_auth_method: 'client_secret_basic',
      ...metadata,
    })
    return new SuiteModule(server, client, new SuiteBrowser(server), fixed)
  }

  /** Another client, in the same browser. */
  async another(metadata: Readonly<Record<string, unknown>>): Promise<SuiteModule> {
    const { client } = await SuiteModule.begin(this.server, this.#fixed, metadata)
    return new SuiteModule(this.server, client, this.browser, this.#fixed)
  }

  request(parameters: Fields = {}): Fields {
    const { client_id } = this.client
    const usual = { client_id, redirect_uri: CALLBACK, state: STATE, nonce: 'n-0S6_WzA2Mj' }
    return { ...usual, ...this.#fixed, ...parameters }
  }

  /** By GET, to whatever end. */
  async authorize(parameters: Fields = {}): Promise<Answered> {
    const first = await this.browser.authorize(this.request(parameters))
    return answeredBy(await this.browser.follow(first, this.client.client_id))
  }

  /** As a form that a page of the suite posts. */
  async postRequest(): Promise<Answered> {
    const sent = Object.entries({ response_type: 'code', scope: 'openid', ...this.request() })
    const first = await this.browser.send({
      method: 'POST',
      url: '/api/oidc/default/authorize',
      headers: { ...FORM, origin: SUITE },
      payload: new URLSearchParams(sent as [string, string][]).toString(),
    })
    return answeredBy(await this.browser.follow(first, this.client.client_id))
  }

  /** To the token endpoint, as the client that it is. */
  token(fields: Fields) {
    const { client_id, client_secret = '' } = this.client
    return post(this.server, '/token', fields, basic(client_id, client_secret))
  }

  /** With whatever proof is among the fields. */
  tokenAsNobody(fields: Fields) {
    return post(this.server, '/token', fields)
  }

  redeem(code: string | undefined, more: Fields = {}) {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...more })
  }

  /** The whole way. @throws when it does not lead to tokens */
  async tokens(parameters: Fields = {}): Promise<Record<string, string>> {
    const { fields } = await this.authorize(parameters)
    const reply = await this.redeem(fields['code'])
    if (reply.statusCode !== 200) throw new Error(`${JSON.stringify(fields)} ${reply.payload}`)
    return reply.json()
  }

  userinfo(access_token: string | undefined) {
    return this.server.app.inject({
      url: '/api/oidc/default/userinfo',
      headers: bearer(String(access_token)),
    })
  }

  logout(parameters: Record<string, string> = {}) {
    return this.browser.send({ url: `/api/oidc/default/logout?${new URLSearchParams(parameters)}` })
  }
}
