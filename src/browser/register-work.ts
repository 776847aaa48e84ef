/**
 * Registering a passcode, as the worker does it.
 *
 * Implements: RFC 9807 §5.
 */
import { finishRegistration, startRegistration } from '../passcode/opaque-client.ts'
import { encodePasscode } from '../passcode/passcode-secret.ts'
import { pictureDigest } from '../passcode/picture-digest.ts'
import type { Outcomes, PersonMessage, RegisterMessage } from './worker-messages.ts'
import { post, readPicture } from './worker-request.ts'

type StartReply = Readonly<{ response: string; ksf: { m: number; t: number; p: number } }>
type FinishReply = Readonly<{ recovery_codes: string[]; next: string }>

export async function register(message: RegisterMessage): Promise<Outcomes['register']> {
  const { passcode_url, tenant_uuid, ticket, person, secret, sign_out_others } = message
  const picture_digest = await pictureDigest(await readPicture(message.picture))
  const password = await encodePasscode({ tenant_uuid, picture_digest, secret })
  const { request, client_state } = startRegistration(password)
  const start = { ticket, request, ...person }
  const { response, ksf } = await post<StartReply>(`${passcode_url}/register/start`, start)
  const key_stretching = { ksf_m: ksf.m, ksf_t: ksf.t, ksf_p: ksf.p }
  const { record } = finishRegistration({ password, tenant_uuid, key_stretching, client_state, response })
  const finish = { ticket, record, method: secret.method, sign_out_others }
  const { recovery_codes, next } = await post<FinishReply>(`${passcode_url}/register/finish`, finish)
  return { ok: true, recovery_codes, next }
}

export async function checkPerson(message: PersonMessage): Promise<Outcomes['check-person']> {
  const { passcode_url, ticket, person } = message
  await post(`${passcode_url}/register/check`, { ticket, ...person })
  return { ok: true }
}
