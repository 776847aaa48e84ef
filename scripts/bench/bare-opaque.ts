/**
 * Somebody registered by the library alone, for the bare logins that ours are compared with.
 */
import { client, ready, server } from '@serenity-kit/opaque'
import type { KeyStretching } from '../../src/passcode/key-stretching.ts'

export const PASSWORD = 'what a passcode becomes is 43 characters or so'

/** Where no client is measured. */
export const LEAST_STRETCHING = { ksf_m: 8, ksf_t: 1, ksf_p: 1 }

export const packageStretching = ({ ksf_m, ksf_t, ksf_p }: KeyStretching) => ({
  'argon2id-custom': { memory: ksf_m, iterations: ksf_t, parallelism: ksf_p },
})

/** What the server's first step of a login takes beside the client's message. */
export async function register(stretching: KeyStretching) {
  await ready
  const userIdentifier = 'person'
  const serverSetup = server.createSetup()
  const { registrationRequest, clientRegistrationState } = client.startRegistration({ password: PASSWORD })
  const { registrationResponse } = server.createRegistrationResponse({
    serverSetup,
    userIdentifier,
    registrationRequest,
  })
  const { registrationRecord } = client.finishRegistration({
    clientRegistrationState,
    registrationResponse,
    password: PASSWORD,
    keyStretching: packageStretching(stretching),
  })
  return { serverSetup, userIdentifier, registrationRecord }
}
