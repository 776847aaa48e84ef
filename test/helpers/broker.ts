/**
 * A broker as this server meets it: what its own server sends, and the browser that it sends here and gets back.
 */
import {
  createRemoteJWKSet,
  customFetch,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose'
import type { Test } from 'tap'
import { registerClient, updateClient } from '../../src/domain/clients/client-registration.ts'
import { Browser, givenPerson } from './authorization.ts'
import { startServer, type TestServer } from './fixtures.ts'
import { givenQuickKeys } from './given.ts'
import { fetchInto } from './inject-fetch.ts'

type Metadata = Readonly<Record<string, unknown>>
type Headers = Readonly<Record<string, string>>

export const ADA = { name: 'Ada Lovelace', given_name: 'Ada', family_name: 'Lovelace' }

export class Broker {
  readonly server: TestServer
  readonly client_id: string
  readonly client_secret: string
  /** Ada's. */
  readonly browser: Browser
  /** How often the key set was fetched. */
  fetched_keys = 0
  readonly #ada: Buffer
  readonly #keys: ReturnType<typeof createRemoteJWKSet>

  private constructor(server: TestServer, credentials: { client_id: string; secret: string }, ada: Buffer) {
    this.server = server
    this.client_id = credentials.client_id
    this.client_secret = credentials.secret
    this.browser = new Browser(server)
    this.#ada = ada
    const into = fetchInto(server)
    const counting: typeof into = (input, options) => {
      this.fetched_keys += 1
      return into(input, options)
    }
    const jwks_uri = new URL(`${server.issuer}/.well-known/jwks`)
    this.#keys = createRemoteJWKSet(jwks_uri, { [customFetch]: counting, cooldownDuration: 0 })
  }

  /** One that an administrator made for the operator's own broker, in a tenant where Ada is. */
  static async begin(
    t: Test,
    metadata: Metadata,
    settings: Parameters<typeof startServer>[1] = {},
  ): Promise<Broker> {
    const server = await startServer(t, settings)
    await givenQuickKeys(server)
    const { client, client_secret: secret = '' } = await registerClient(await server.tenant(), {
      client_id: undefined,
      client_type: 'confidential',
      metadata: { first_party: true, ...metadata },
    })
    const ada = await givenPerson(server, 'ada', { claims: ADA })
    return new Broker(server, { client_id: client.client_id, secret }, ada)
  }

  /** Ada gets a session, however she signed in. */
  signIn(): Promise<void> {
    return this.browser.signIn(this.#ada)
  }

  async restate(metadata: Metadata): Promise<void> {
    const { client_id } = this
    await updateClient(await this.server.tenant(), { client_id, client_type: undefined, metadata })
  }

  /** The browser is sent to an address of ours, whose parameters are as the broker writes them. */
  visit(path: string) {
    return this.browser.send({ url: `/api/oidc/default${path}` })
  }

  /** Without the browser's cookies. @param form undefined: it is a GET */
  send(path: string, headers: Headers, form?: string) {
    return this.server.app.inject({
      method: form === undefined ? 'GET' : 'POST',
      url: `/api/oidc/default${path}`,
      headers,
      ...(form === undefined ? {} : { payload: form }),
    })
  }

  /**
   * By the key that the token names, and the rules of OpenID Connect Core §3.1.3.7.
   *
   * @param keys instead of the key set, which is fetched again for an unknown one
   */
  verify(token: string, keys: JWTVerifyGetKey = this.#keys): Promise<JWTVerifyResult<JWTPayload>> {
    return jwtVerify(token, keys, {
      issuer: this.server.issuer,
      audience: this.client_id,
      currentDate: new Date(this.server.clock.seconds * 1000),
    })
  }
}
