/**
 * The server's two steps of OPAQUE and nothing else, in a process of its own on the servers' core. Its parent tells it how
 * often, and it answers with the milliseconds of CPU that one login cost.
 */
import { client, ready, server } from '@serenity-kit/opaque'

await ready
const password = 'what a passcode becomes is 43 characters or so'
const userIdentifier = 'person'
const serverSetup = server.createSetup()
const registration = client.startRegistration({ password })
const { registrationResponse } = server.createRegistrationResponse({
  serverSetup,
  userIdentifier,
  registrationRequest: registration.registrationRequest,
})
const keyStretching = { 'argon2id-custom': { memory: 19_456, iterations: 2, parallelism: 1 } }
const { registrationRecord } = client.finishRegistration({
  clientRegistrationState: registration.clientRegistrationState,
  registrationResponse,
  password,
  keyStretching,
})
const { startLoginRequest, clientLoginState } = client.startLogin({ password })
const start = { serverSetup, userIdentifier, registrationRecord, startLoginRequest }
const { serverLoginState, loginResponse } = server.startLogin(start)
const finished = client.finishLogin({ clientLoginState, loginResponse, password, keyStretching })
if (!finished) throw new Error('the login did not succeed')
const { finishLoginRequest } = finished

process.on('message', (logins: number) => {
  const before = process.cpuUsage()
  for (let login = 0; login < logins; login += 1) {
    server.startLogin(start)
    server.finishLogin({ serverLoginState, finishLoginRequest })
  }
  const { user, system } = process.cpuUsage(before)
  process.send?.((user + system) / 1000 / logins)
})
process.send?.('ready')
