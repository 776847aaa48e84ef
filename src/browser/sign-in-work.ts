/**
 * Signing in, as the worker does it.
 *
 * Implements: RFC 9807 §6.
 */
import { makeLoginProof } from '../passcode/login-proof.ts'
import { finishLogin, startLogin } from '../passcode/opaque-client.ts'
import { PasscodeError } from '../passcode/passcode-error.ts'
import { encodePasscode } from '../passcode/passcode-secret.ts'
import { pictureDigest } from '../passcode/picture-digest.ts'
import { upgradePasscode } from './passcode-upgrade.ts'
import type { SignInMessage, SignInOutcome } from './worker-messages.ts'
import { post, readPicture, WorkEnded } from './worker-request.ts'

type StartReply = Readonly<{ challenge: string; ke2: string; ksf: { m: number; t: number; p: number } }>
type FinishReply = Readonly<{ next: string; upgrade?: { ticket: string } }>

const NO_MATCH = { ok: false, reason: 'no-match' } as const

export async function signIn(message: SignInMessage): Promise<SignInOutcome> {
  try {
    const password = await passwordOf(message)
    return password === undefined ? NO_MATCH : await proveTo(message, password)
  } catch (error) {
    if (error instanceof WorkEnded && error.outcome.reason === 'refused') return NO_MATCH
    throw error
  }
}

async function proveTo(message: SignInMessage, password: string): Promise<SignInOutcome> {
  const { passcode_url, username, interaction, client_id, origin, tenant_uuid } = message
  const { ke1, client_state } = startLogin(password)
  const start = { username, ke1, interaction }
  const { challenge, ke2, ksf } = await post<StartReply>(`${passcode_url}/login/start`, start)
  const key_stretching = { ksf_m: ksf.m, ksf_t: ksf.t, ksf_p: ksf.p }
  const login = finishLogin({ password, tenant_uuid, key_stretching, client_state, ke2 })
  const finish = (ke3: string, proof: string) =>
    post<FinishReply>(`${passcode_url}/login/finish`, { challenge, ke3, proof })
  if (login === undefined) {
    // The server is asked all the same, so that a wrong passcode looks alike on the wire whoever finds it wrong.
    await finish('', '')
    return NO_MATCH
  }
  const proof = await makeLoginProof(login.session_key, { challenge, origin, client_id, interaction })
  const { next, upgrade } = await finish(login.ke3, proof)
  if (upgrade) await upgradePasscode(message, password, upgrade.ticket)
  return { ok: true, next }
}

/** Undefined for a PIN or a pattern that has no encoding: nobody can have registered it. */
async function passwordOf({ picture, tenant_uuid, secret }: SignInMessage): Promise<string | undefined> {
  const picture_digest = await pictureDigest(await readPicture(picture))
  try {
    return await encodePasscode({ tenant_uuid, picture_digest, secret })
  } catch (error) {
    if (error instanceof PasscodeError && ['pin', 'pattern'].includes(error.reason)) return undefined
    throw error
  }
}
