/**
 * The worker that signs a person in: it reads the picture, does the client's part of OPAQUE and talks to the server,
 * so that the page stays alive meanwhile and WebAssembly is allowed here alone. It has no words for people.
 *
 * Implements: RFC 9807 §6.
 */
import { makeLoginProof } from '../passcode/login-proof.ts'
import { finishLogin, ready, startLogin } from '../passcode/opaque-client.ts'
import { PasscodeError } from '../passcode/passcode-error.ts'
import { encodePasscode } from '../passcode/passcode-secret.ts'
import { pictureDigest } from '../passcode/picture-digest.ts'
import { PICTURE_OPENING_LENGTH, pictureFault } from '../passcode/picture-file.ts'
import type { SignInMessage, SignInOutcome, WorkerMessage } from './worker-messages.ts'

const REQUEST_TIMEOUT_MS = 30_000
const DEFAULT_RETRY_SECONDS = 5

type Refusal = Extract<SignInOutcome, { ok: false }>

/** Ends a sign-in from wherever it stands. */
class SignInRefused extends Error {
  readonly outcome: Refusal

  constructor(outcome: Refusal) {
    super(outcome.reason)
    this.outcome = outcome
  }
}

const tell = (message: WorkerMessage): void => self.postMessage(message)

// Without WebAssembly `ready` rejects; without a secure context there is no crypto.subtle.
const usable = ready.then(
  () => isSecureContext,
  () => false,
)

async function outcomeOf(message: SignInMessage): Promise<SignInOutcome> {
  if (!(await usable)) return { ok: false, reason: 'unsupported' }
  try {
    return await signIn(message)
  } catch (error) {
    if (error instanceof SignInRefused) return error.outcome
    // What is left is a key stretching that this browser cannot do or must not, and an exchange it cannot read.
    return { ok: false, reason: 'unsupported' }
  }
}

type StartReply = Readonly<{ challenge: string; ke2: string; ksf: { m: number; t: number; p: number } }>
type FinishReply = Readonly<{ next: string }>

async function signIn(message: SignInMessage): Promise<SignInOutcome> {
  const { username, interaction, client_id, origin, tenant_uuid } = message
  const password = await passwordOf(message)
  const { ke1, client_state } = startLogin(password)
  const { challenge, ke2, ksf } = await post<StartReply>(message, 'start', { username, ke1, interaction })
  const key_stretching = { ksf_m: ksf.m, ksf_t: ksf.t, ksf_p: ksf.p }
  const login = finishLogin({ password, tenant_uuid, key_stretching, client_state, ke2 })
  if (login === undefined) {
    // The server is asked all the same, so that a wrong passcode looks alike on the wire whoever finds it wrong.
    await post(message, 'finish', { challenge, ke3: '', proof: '' })
    return { ok: false, reason: 'no-match' }
  }
  const proof = await makeLoginProof(login.session_key, { challenge, origin, client_id, interaction })
  const { next } = await post<FinishReply>(message, 'finish', { challenge, ke3: login.ke3, proof })
  return { ok: true, next }
}

async function passwordOf({ picture, tenant_uuid, secret }: SignInMessage): Promise<string> {
  const picture_digest = await pictureDigest(await readPicture(picture))
  try {
    return await encodePasscode({ tenant_uuid, picture_digest, secret })
  } catch (error) {
    // Nobody can have registered a PIN or a pattern that has no encoding.
    const cannotMatch = error instanceof PasscodeError && ['pin', 'pattern'].includes(error.reason)
    throw cannotMatch ? new SignInRefused({ ok: false, reason: 'no-match' }) : error
  }
}

/** A file may vanish or change between the choice and the reading: then it is no picture any more. */
async function readPicture(picture: Blob): Promise<Uint8Array> {
  const read = (part: Blob) => part.arrayBuffer().catch(() => new ArrayBuffer())
  const opening = new Uint8Array(await read(picture.slice(0, PICTURE_OPENING_LENGTH)))
  const detail = pictureFault(picture.size, opening)
  if (detail !== undefined) throw new SignInRefused({ ok: false, reason: 'unreadable', detail })
  const file = new Uint8Array(await read(picture))
  if (file.length > 0) return file
  throw new SignInRefused({ ok: false, reason: 'unreadable', detail: 'not-a-picture' })
}

async function post<Reply>({ passcode_url }: SignInMessage, step: string, body: object): Promise<Reply> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  }
  const response = await fetch(`${passcode_url}/login/${step}`, request).catch(() => undefined)
  const reply = await response?.json().catch(() => undefined)
  if (response === undefined) throw new SignInRefused({ ok: false, reason: 'offline' })
  if (response.ok && reply !== undefined) return reply
  throw new SignInRefused(refusalOf(response, reply))
}

function refusalOf({ status, headers }: Response, reply?: Readonly<Record<string, unknown>>): Refusal {
  if (status === 400) return { ok: false, reason: 'no-match' }
  if (status === 410) return { ok: false, reason: 'expired', next: String(reply?.['next'] ?? '') }
  if (status === 429) return { ok: false, reason: 'wait', seconds: secondsOf(reply?.['retry_after']) }
  if (status === 503) return { ok: false, reason: 'busy', seconds: secondsOf(headers.get('retry-after')) }
  return { ok: false, reason: 'offline' }
}

const secondsOf = (value: unknown): number =>
  Number(value) > 0 ? Math.ceil(Number(value)) : DEFAULT_RETRY_SECONDS

addEventListener('message', ({ data }: MessageEvent<SignInMessage>) => {
  void outcomeOf(data).then((outcome) => tell({ kind: 'outcome', outcome }))
})
void usable.then((yes) => tell({ kind: yes ? 'ready' : 'unsupported' }))
