/**
 * Browsers that make a passcode, over HTTP, each with the client's steps of OPAQUE as the worker takes them.
 */
import type { InjectOptions } from 'fastify'
import { type EnrolmentTerms, startEnrolment } from '../../src/domain/enrolment/enrolment.ts'
import * as client from '../../src/passcode/opaque-client.ts'
import { encodePasscode, type PasscodeSecret } from '../../src/passcode/passcode-secret.ts'
import { pictureDigest } from '../../src/passcode/picture-digest.ts'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { Browser } from './authorization.ts'
import { PUBLIC_URL, type TestServer } from './fixtures.ts'
import { answerTo, clientSide, PICTURE, PIN } from './passcode.ts'

export const JSON_HEADERS = { 'content-type': 'application/json', origin: PUBLIC_URL }
export const EVE = { name: 'Eve Moore', username: 'eve', email: 'eve@example.com' }

export type Reply = Awaited<ReturnType<Browser['send']>>

/** What differs from the policy that tests have; both tenants get it. */
export async function givenPolicy(
  { db }: TestServer,
  policy: Record<string, unknown> = { self_registration: true },
  type: 'regular' | '2fa' = 'regular',
): Promise<void> {
  const text = JSON.stringify({ ksf_m: 19_456, ksf_t: 2, id_token_signed_response_alg: 'ES256', ...policy })
  await db.execute(`UPDATE tenant SET policy = '${text}', type = '${type}'`)
  await db.run(bumpConfigVersion, {})
}

/** Between the two halves: what the client keeps to itself. */
export type Half = Readonly<{ password: string; client_state: string; request: string }>

export class EnrolBrowser extends Browser {
  readonly server: TestServer
  readonly tenant_id: string
  ticket = ''
  interaction = ''
  address = '192.0.2.1'

  constructor(server: TestServer, tenant_id = 'default') {
    super(server)
    this.server = server
    this.tenant_id = tenant_id
  }

  get issuer(): string {
    return `${PUBLIC_URL}/api/oidc/${this.tenant_id}`
  }

  /** The text of the browser cookie, which a page of ours has set. */
  get secret(): string {
    return this.cookies.get(`vignette.${this.tenant_id}.browser`) ?? ''
  }

  override send(options: InjectOptions) {
    return super.send({ remoteAddress: this.address, ...options })
  }

  /** From an application to the page; @returns the page */
  async openSignUp(parameters: Record<string, string> = {}): Promise<Reply> {
    const reply = await this.authorize({ prompt: 'create', ...parameters }, this.tenant_id)
    this.interaction = String(reply.headers.location).split('/').at(-1) ?? ''
    return this.open(String(reply.headers.location))
  }

  /** A page with an enrolment; @returns the page */
  async open(url: string): Promise<Reply> {
    const page = await this.get(url)
    this.ticket = /data-ticket="([^"]+)"/.exec(page.body)?.[1] ?? ''
    return page
  }

  /** An enrolment, as whoever spends a link or a code starts one for this browser. */
  async given(terms: Pick<EnrolmentTerms, 'purpose' | 'user_id'> & Partial<EnrolmentTerms>): Promise<string> {
    if (this.secret === '') await this.authorize({}, this.tenant_id)
    const deps = await this.server.tenant(this.tenant_id)
    const whole = { browser: this.secret, interaction_id: null, email: null, ...terms }
    this.ticket = await deps.db.transaction((tx) => startEnrolment(deps, tx, whole))
    return this.ticket
  }

  post(step: string, payload: object | string, headers: Record<string, string | undefined> = {}) {
    const sent = Object.entries({ ...JSON_HEADERS, ...headers }).filter(([, value]) => value !== undefined)
    return this.send({
      method: 'POST',
      url: `/api/oidc/${this.tenant_id}/passcode/register/${step}`,
      headers: Object.fromEntries(sent) as Record<string, string>,
      payload,
    })
  }

  async half(secret: PasscodeSecret = PIN): Promise<Half> {
    await client.ready
    const { tenant } = await this.server.tenant(this.tenant_id)
    const picture_digest = await pictureDigest(PICTURE)
    const password = await encodePasscode({ tenant_uuid: tenant.uuid, picture_digest, secret })
    return { password, ...client.startRegistration(password) }
  }

  start({ request }: Half, person: object = {}, changes: object = {}) {
    return this.post('start', { ticket: this.ticket, request, ...person, ...changes })
  }

  async recordOf({ password, client_state }: Half, started: Reply): Promise<string> {
    const { tenant } = await this.server.tenant(this.tenant_id)
    const { response, ksf } = started.json()
    const key_stretching = { ksf_m: ksf.m, ksf_t: ksf.t, ksf_p: ksf.p }
    const terms = { password, tenant_uuid: tenant.uuid, key_stretching, client_state, response }
    return client.finishRegistration(terms).record
  }

  async finish(half: Half, started: Reply, changes: object = {}): Promise<Reply> {
    const record = await this.recordOf(half, started)
    return this.post('finish', { ticket: this.ticket, record, method: 'pin', ...changes })
  }

  /** The whole way, once the page is open; @returns the first answer that is not 200, or the last */
  async enrol(person: object = {}, secret: PasscodeSecret = PIN, changes: object = {}): Promise<Reply> {
    const half = await this.half(secret)
    const started = await this.start(half, person)
    if (started.statusCode !== 200) return started
    return this.finish(half, started, { method: secret.method, ...changes })
  }

  /** Signs in with a passcode, at an interaction that waits; @returns the last answer */
  async signInAt(url: string, username: string, secret: PasscodeSecret = PIN): Promise<Reply> {
    const page = await this.get(url)
    const interaction = /data-interaction="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const client_id = /data-client_id="([^"]*)"/.exec(page.body)?.[1] ?? ''
    const { tenant } = await this.server.tenant(this.tenant_id)
    const own = await clientSide(tenant.uuid, secret)
    const login = (step: string, payload: object) =>
      this.send({
        method: 'POST',
        url: `/api/oidc/${this.tenant_id}/passcode/login/${step}`,
        headers: JSON_HEADERS,
        payload,
      })
    const started = await login('start', { username, ke1: own.ke1, interaction })
    const { challenge } = started.json()
    const answer = await answerTo(tenant.uuid, own, started.json(), { challenge, interaction, client_id })
    return login('finish', { challenge, ...answer })
  }
}

/** Whether that passcode opens the account, from a browser that nobody knows. */
export async function opens(server: TestServer, username: string, secret: PasscodeSecret): Promise<boolean> {
  const browser = new EnrolBrowser(server)
  browser.address = `198.51.100.${server.notices.length % 250}`
  const reply = await browser.authorize()
  const finished = await browser.signInAt(String(reply.headers.location), username, secret)
  return finished.statusCode === 200
}
