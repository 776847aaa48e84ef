/**
 * The client's steps of OPAQUE: proving a passcode, and registering one, without showing it to the server.
 *
 * The server is named in the exchange by its tenant, not by its host, so that a move to another domain keeps every
 * passcode; the person is not named, so that a user name can change. Every value that travels is base64url.
 *
 * Implements: RFC 9807 §5, §6.
 */
import { client, ready } from '@serenity-kit/opaque'
import { checkKeyStretching, type KeyStretching } from './key-stretching.ts'

/** To be awaited before any step; rejects where WebAssembly is refused. */
export { ready }

export const serverIdentity = (tenant_uuid: string): string => `vpc1:${tenant_uuid}`

/** What both finishing steps need beside the messages. */
type Terms = Readonly<{ password: string; tenant_uuid: string; key_stretching: KeyStretching }>

export type LoginStart = Readonly<{ ke1: string; client_state: string }>

/** §6.2.1: `client_state` stays with the client. */
export function startLogin(password: string): LoginStart {
  const { startLoginRequest, clientLoginState } = client.startLogin({ password })
  return { ke1: startLoginRequest, client_state: clientLoginState }
}

export type LoginFinish = Readonly<{
  ke3: string
  session_key: string
  export_key: string
  server_public_key: string
}>

/**
 * §6.2.3: opens KE2 with the password.
 *
 * @returns undefined when it does not open: wrong password, another tenant, or a server without the key.
 * @throws {PasscodeError} key-stretching
 * @throws {Error} when KE2 is not even of the form
 */
export function finishLogin(
  terms: Terms & Readonly<{ client_state: string; ke2: string }>,
): LoginFinish | undefined {
  const finished = client.finishLogin({
    clientLoginState: terms.client_state,
    loginResponse: terms.ke2,
    ...packageTerms(terms),
  })
  if (finished === undefined) return undefined
  const { finishLoginRequest, sessionKey, exportKey, serverStaticPublicKey } = finished
  return {
    ke3: finishLoginRequest,
    session_key: sessionKey,
    export_key: exportKey,
    server_public_key: serverStaticPublicKey,
  }
}

export type RegistrationStart = Readonly<{ request: string; client_state: string }>

/** §5.2.1: `client_state` stays with the client. */
export function startRegistration(password: string): RegistrationStart {
  const { registrationRequest, clientRegistrationState } = client.startRegistration({ password })
  return { request: registrationRequest, client_state: clientRegistrationState }
}

export type RegistrationFinish = Readonly<{ record: string; export_key: string; server_public_key: string }>

/**
 * §5.2.3: the record (192 bytes) is what the server keeps.
 *
 * @throws {PasscodeError} key-stretching
 * @throws {Error} when the response is not of the form
 */
export function finishRegistration(
  terms: Terms & Readonly<{ client_state: string; response: string }>,
): RegistrationFinish {
  const { registrationRecord, exportKey, serverStaticPublicKey } = client.finishRegistration({
    clientRegistrationState: terms.client_state,
    registrationResponse: terms.response,
    ...packageTerms(terms),
  })
  return { record: registrationRecord, export_key: exportKey, server_public_key: serverStaticPublicKey }
}

function packageTerms({ password, tenant_uuid, key_stretching }: Terms) {
  checkKeyStretching(key_stretching)
  const { ksf_m, ksf_t, ksf_p } = key_stretching
  return {
    password,
    identifiers: { server: serverIdentity(tenant_uuid) },
    keyStretching: { 'argon2id-custom': { memory: ksf_m, iterations: ksf_t, parallelism: ksf_p } },
  }
}
