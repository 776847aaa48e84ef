/**
 * Authorization requests as tests send them: a client, a person with a live session, a browser's cookies.
 */
import type { InjectOptions } from 'fastify'
import { startSession } from '../../src/domain/authentication/session.ts'
import { sha256 } from '../../src/primitives/digest.ts'
import { insertClient } from '../../src/store/clients.ts'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { insertUser } from '../../src/store/users.ts'
import { START, type TestServer } from './fixtures.ts'

export const REDIRECT_URI = 'https://rp.example/callback'
/** RFC 7636 Appendix B. */
export const CODE_VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const CODE_CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

/** A request that a first-party client with a live session gets a code for. */
export const REQUEST = {
  client_id: 'rp',
  response_type: 'code',
  redirect_uri: REDIRECT_URI,
  scope: 'openid',
  state: 'af0ifjsldkj',
}

type ClientOptions = Readonly<{
  client_id?: string
  tenant_id?: string
  client_type?: 'confidential' | 'public'
  locked?: 0 | 1
  metadata?: Record<string, unknown>
}>

/** A confidential, first-party client `rp` unless told otherwise. */
export async function givenRp({ db }: TestServer, options: ClientOptions = {}): Promise<void> {
  const {
    client_id = 'rp',
    tenant_id = 'default',
    client_type = 'confidential',
    locked = 0,
    metadata = {},
  } = options
  await db.transaction(async (tx) => {
    await tx.run(insertClient, {
      tenant_id,
      client_id,
      client_type,
      secret_kind: null,
      secret_hash: null,
      metadata: JSON.stringify({
        client_name: 'Harbour Notes',
        redirect_uris: [REDIRECT_URI],
        first_party: true,
        ...metadata,
      }),
      locked,
      origin: null,
      registration_hash: null,
      fresh_until: null,
      created_at: START,
      updated_at: START,
    })
    await tx.run(bumpConfigVersion, {})
  })
}

/** A person of `default` (or `tenant_id`), whose id is made from the name. */
export async function givenPerson(
  { db }: TestServer,
  username: string,
  options: Readonly<{
    tenant_id?: string
    status?: 'active' | 'inactive'
    claims?: Record<string, unknown>
  }> = {},
): Promise<Buffer> {
  const { tenant_id = 'default', status = 'active', claims = {} } = options
  const id = sha256(`${tenant_id}/${username}`).subarray(0, 16)
  await db.run(insertUser, {
    id,
    tenant_id,
    username,
    username_key: username.toLowerCase(),
    username_look: null,
    email: `${username}@example.com`,
    email_verified: 1,
    email_connection_id: null,
    claims: JSON.stringify(claims),
    status,
    created_at: START,
    updated_at: START,
  })
  return id
}

/** A browser that keeps cookies between requests and follows nothing by itself. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #server: TestServer

  constructor(server: TestServer) {
    this.#server = server
  }

  /** Signs a person in without a passcode: what a session is worth is tested here, not how it came about. */
  async signIn(user_id: Buffer, tenant_id = 'default'): Promise<void> {
    const deps = await this.#server.tenant(tenant_id)
    const authentication = { user_id, amr: ['pwd', 'pin'], acr: 'urn:vignette:acr:passcode' }
    const { cookie } = await deps.db.transaction((tx) => startSession(deps, tx, authentication, undefined))
    this.cookies.set(`vignette.${tenant_id}.session`, cookie)
  }

  async send(options: InjectOptions) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...options.headers, ...(cookie === '' ? {} : { cookie }) }
    const reply = await this.#server.app.inject({ ...options, headers })
    for (const { name, value } of reply.cookies) this.cookies.set(name, value)
    return reply
  }

  /** @param parameters beside or instead of those of REQUEST; undefined leaves one out */
  authorize(
    parameters: Readonly<Record<string, string | readonly string[] | undefined>> = {},
    tenant_id = 'default',
  ) {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...REQUEST, ...parameters })) {
      for (const one of [value ?? []].flat()) query.append(name, one)
    }
    return this.send({ url: `/api/oidc/${tenant_id}/authorize?${query}` })
  }

  get(url: string) {
    return this.send({ url: url.replace(this.#server.config.public_url, '') })
  }

  /** A form of a page of ours, with its token. */
  async submit(url: string, page: string, fields: Record<string, string> = {}) {
    const { public_url } = this.#server.config
    const hidden = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)
    const sent = Object.fromEntries([...hidden].map(([, name, value]) => [name, value]))
    return this.send({
      method: 'POST',
      url: url.replace(public_url, ''),
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: public_url },
      payload: new URLSearchParams({ ...sent, ...fields }).toString(),
    })
  }
}

/** The parameters of an answer that came by redirect. */
export const answerOf = (reply: { headers: Record<string, unknown> }): Record<string, string> =>
  Object.fromEntries(new URL(String(reply.headers['location'])).searchParams)
