/**
 * People with passcodes, and the browser's side of signing in with one, step by step.
 */
import type { TenantDeps } from '../../src/deps.ts'
import { keepPasscode, makePasscode, type NewPasscode } from '../../src/domain/authentication/enrolment.ts'
import { finishLogin, type LoginFinish } from '../../src/domain/authentication/login-finish.ts'
import {
  type LoginAttempt,
  type LoginStart,
  startLogin,
} from '../../src/domain/authentication/login-start.ts'
import { startInteraction } from '../../src/domain/authorization/interaction.ts'
import { makeLoginProof } from '../../src/passcode/login-proof.ts'
import * as client from '../../src/passcode/opaque-client.ts'
import { encodePasscode, type PasscodeSecret } from '../../src/passcode/passcode-secret.ts'
import { pictureDigest } from '../../src/passcode/picture-digest.ts'
import { givenPerson, REQUEST } from './authorization.ts'
import { PUBLIC_URL, type TestServer } from './fixtures.ts'
import { pngFile } from './pictures.ts'

export const PICTURE: Uint8Array = pngFile()
export const PIN: PasscodeSecret = { method: 'pin', digits: '012345' }
export const WRONG_PIN: PasscodeSecret = { method: 'pin', digits: '543210' }

/** As an administrator states one. */
export async function enrolPasscode(
  deps: TenantDeps,
  user: { id: Buffer },
  passcode: NewPasscode,
): Promise<void> {
  const made = await makePasscode(deps, user, passcode)
  await deps.db.transaction((tx) => keepPasscode(tx, made))
}

/** A person of `default` who has enrolled PICTURE and PIN. */
export async function givenEnrolled(
  server: TestServer,
  username = 'ann',
  passcode: Partial<NewPasscode> = {},
): Promise<Buffer> {
  const id = await givenPerson(server, username)
  await enrolPasscode(await server.tenant(), { id }, { picture: PICTURE, secret: PIN, ...passcode })
  return id
}

/** What a client of OPAQUE has of a sign-in under way. */
export type ClientSide = Readonly<{ password: string; client_state: string; ke1: string }>

export async function clientSide(tenant_uuid: string, secret: PasscodeSecret = PIN): Promise<ClientSide> {
  await client.ready
  const picture_digest = await pictureDigest(PICTURE)
  const password = await encodePasscode({ tenant_uuid, picture_digest, secret })
  return { password, ...client.startLogin(password) }
}

/** @returns KE3 and the proof; both empty when the passcode does not open KE2, as the worker sends them */
export async function answerTo(
  tenant_uuid: string,
  { password, client_state }: ClientSide,
  { ke2, ksf }: Pick<Extract<LoginStart, { next: 'prove' }>, 'ke2' | 'ksf'>,
  binding: Readonly<{ challenge: string; interaction: string; origin?: string; client_id?: string }>,
): Promise<{ ke3: string; proof: string }> {
  const key_stretching = { ksf_m: ksf.m, ksf_t: ksf.t, ksf_p: ksf.p }
  const finished = client.finishLogin({ password, tenant_uuid, key_stretching, client_state, ke2 })
  if (!finished) return { ke3: '', proof: '' }
  const place = { origin: PUBLIC_URL, client_id: 'rp', ...binding }
  return { ke3: finished.ke3, proof: await makeLoginProof(finished.session_key, place) }
}

/** One browser of a person, below HTTP: it keeps what the answers give it. */
export class PasscodeBrowser {
  readonly deps: TenantDeps
  name: string
  known = ''
  session = ''
  address = '192.0.2.1'
  interaction = ''

  private constructor(deps: TenantDeps, name: string) {
    this.deps = deps
    this.name = name
  }

  /** With an interaction of its own. */
  static async open(
    server: Pick<TestServer, 'tenant'>,
    name = 'browser-1',
    parameters: Record<string, string> = {},
    tenant_id = 'default',
  ): Promise<PasscodeBrowser> {
    const browser = new PasscodeBrowser(await server.tenant(tenant_id), name)
    await browser.begin(parameters)
    return browser
  }

  async begin(parameters: Record<string, string> = {}): Promise<void> {
    this.interaction = await startInteraction(this.deps, 'rp', { ...REQUEST, ...parameters }, this.name)
  }

  start(username: string, ke1: string, changes: Partial<LoginAttempt> = {}): Promise<LoginStart> {
    const { name, known, address, interaction } = this
    return startLogin(this.deps, { username, ke1, interaction, browser: name, known, address, ...changes })
  }

  async finish(challenge: string, answer: { ke3: string; proof: string }): Promise<LoginFinish> {
    const { name, known, session } = this
    const requester = { address: this.address, user_agent: undefined }
    const cookies = { browser: name, known, session }
    const outcome = await finishLogin(this.deps, { challenge, ...answer, ...cookies, requester })
    if (outcome.next === 'signed-in') {
      this.known = outcome.known
      this.session = outcome.session
    }
    return outcome
  }

  /** The whole way; @returns the outcome of the start when that was the end of it */
  async signIn(
    username = 'ann',
    secret: PasscodeSecret = PIN,
  ): Promise<LoginFinish | Exclude<LoginStart, { next: 'prove' }>> {
    const { uuid } = this.deps.tenant
    const own = await clientSide(uuid, secret)
    const started = await this.start(username, own.ke1)
    if (started.next !== 'prove') return started
    const { challenge } = started
    return this.finish(
      challenge,
      await answerTo(uuid, own, started, { challenge, interaction: this.interaction }),
    )
  }
}

/** Starts at once after each other; @returns how many passed before a refusal, and how long that lasts */
export async function startUntilRefused(browser: PasscodeBrowser, username = 'ann') {
  const { ke1 } = await clientSide(browser.deps.tenant.uuid)
  for (let passed = 0; ; passed += 1) {
    const outcome = await browser.start(username, ke1)
    if (outcome.next === 'wait') return { passed, retry_after: outcome.retry_after }
  }
}
