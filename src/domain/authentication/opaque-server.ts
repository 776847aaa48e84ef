/**
 * The server's steps of OPAQUE. Every value that travels is base64url; a message that is not of the form gives undefined.
 *
 * Implements: RFC 9807 §5, §6, §10.9 (a name that nobody has is answered all the same).
 */
import { once } from '../../primitives/once.ts'

/** Not at the start, which would wait for its WebAssembly to be compiled. */
const opaque = once(async () => {
  const { server } = await import('@serenity-kit/opaque')
  const { ready, serverIdentity } = await import('../../passcode/opaque-client.ts')
  await ready
  return { server, serverIdentity }
})

export async function createSetup(): Promise<string> {
  const { server } = await opaque()
  return server.createSetup()
}

/** @returns the server's public key (§3.1), as base64url */
export async function publicKeyOf(setup: string): Promise<string> {
  const { server } = await opaque()
  return server.getPublicKey(setup)
}

type Registration = Readonly<{ setup: string; passcode_id: Buffer; request: string }>

/** §5.2.2 */
export async function answerRegistration(terms: Registration): Promise<string | undefined> {
  const { server } = await opaque()
  return unlessMalformed(() => {
    const { registrationResponse } = server.createRegistrationResponse({
      serverSetup: terms.setup,
      userIdentifier: credentialIdentifier(terms.passcode_id),
      registrationRequest: terms.request,
    })
    return registrationResponse
  })
}

type Login = Readonly<{
  setup: string
  passcode_id: Buffer
  /** For a name that nobody has, one of the same form: the package's own answer for such a name is quicker. */
  record: string
  ke1: string
  tenant_uuid: string
}>

/** §6.2.2: the server's state is needed once more, for KE3. */
export async function answerLogin(
  terms: Login,
): Promise<Readonly<{ ke2: string; server_state: string }> | undefined> {
  const { server, serverIdentity } = await opaque()
  return unlessMalformed(() => {
    const { serverLoginState, loginResponse } = server.startLogin({
      serverSetup: terms.setup,
      registrationRecord: terms.record,
      startLoginRequest: terms.ke1,
      userIdentifier: credentialIdentifier(terms.passcode_id),
      identifiers: { server: serverIdentity(terms.tenant_uuid) },
    })
    return { ke2: loginResponse, server_state: serverLoginState }
  })
}

type Finish = Readonly<{ server_state: string; ke3: string; tenant_uuid: string }>

/** §6.2.4 @returns the session key; undefined when KE3 does not prove the passcode */
export async function verifyLogin({ server_state, ke3, tenant_uuid }: Finish): Promise<string | undefined> {
  const { server, serverIdentity } = await opaque()
  return unlessMalformed(() => {
    const identifiers = { server: serverIdentity(tenant_uuid) }
    return server.finishLogin({ serverLoginState: server_state, finishLoginRequest: ke3, identifiers })
      .sessionKey
  })
}

const credentialIdentifier = (passcode_id: Buffer): string => passcode_id.toString('base64url')

/** The package throws one plain Error for whatever it cannot read; what is ours in its input was read before. */
function unlessMalformed<T>(step: () => T): T | undefined {
  try {
    return step()
  } catch {
    return undefined
  }
}
