/**
 * The server's two steps of OPAQUE and nothing else, in a process of its own on the servers' core. Its parent tells it how
 * often, and it answers with the milliseconds of CPU that one login cost.
 */
import { client, server } from '@serenity-kit/opaque'
import { LEAST_STRETCHING, PASSWORD, packageStretching, register } from './bare-opaque.ts'

const registered = await register(LEAST_STRETCHING)
const { startLoginRequest, clientLoginState } = client.startLogin({ password: PASSWORD })
const start = { ...registered, startLoginRequest }
const { serverLoginState, loginResponse } = server.startLogin(start)
const finished = client.finishLogin({
  clientLoginState,
  loginResponse,
  password: PASSWORD,
  keyStretching: packageStretching(LEAST_STRETCHING),
})
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
