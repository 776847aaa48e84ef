/**
 * Devices that ask, as tests send their requests: `tv`, a public client with no redirect URI.
 */
import type { Account } from '../../src/domain/account/account.ts'
import { findSession } from '../../src/domain/authentication/session.ts'
import { DEVICE_CODE_GRANT } from '../../src/domain/clients/client-metadata.ts'
import type { DeviceAuthorization } from '../../src/domain/devices/device-authorization.ts'
import { findWaitingDevice, type WaitingDevice } from '../../src/domain/devices/waiting-device.ts'
import { findUser } from '../../src/domain/users/user.ts'
import { statement } from '../../src/store/statement.ts'
import { Browser, givenPerson } from './authorization.ts'
import type { TestServer } from './fixtures.ts'
import { givenClient, givenQuickKeys, post } from './given.ts'

export const TV = {
  client_id: 'tv',
  client_type: 'public',
  metadata: {
    client_name: 'Harbour Notes for TV',
    redirect_uris: [],
    grant_types: [DEVICE_CODE_GRANT, 'refresh_token'],
    response_types: [],
    first_party: false,
  },
} as const

/** `tv`, and ann, who is signed in with the browser that comes back. */
export async function givenTv(server: TestServer): Promise<Browser> {
  await givenQuickKeys(server)
  await givenClient(server, TV)
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ann', { claims: { name: 'Ann Lee' } }))
  return browser
}

type Fields = Readonly<Record<string, string | undefined>>

export async function askAsDevice(server: TestServer, fields: Fields = {}): Promise<DeviceAuthorization> {
  const reply = await post(server, '/device_authorization', {
    client_id: 'tv',
    scope: 'openid profile offline_access',
    ...fields,
  })
  if (reply.statusCode !== 200) throw new Error(reply.body)
  return reply.json()
}

export const polling = (device_code: string, instead: Fields = {}): Fields => ({
  grant_type: DEVICE_CODE_GRANT,
  device_code,
  client_id: 'tv',
  ...instead,
})

export const pollAsDevice = (server: TestServer, device_code: string, instead: Fields = {}) =>
  post(server, '/token', polling(device_code, instead))

/** As the pages see who is signed in with a browser. */
export async function accountIn(server: TestServer, browser: Browser): Promise<Account> {
  const deps = await server.tenant()
  const session = await findSession(deps, browser.cookies.get('vignette.default.session'))
  const user = session && (await findUser(deps, session.user_id))
  if (!session || !user) throw new Error('nobody is signed in')
  return { session, user }
}

export async function waitingDevice(server: TestServer, user_code: string): Promise<WaitingDevice> {
  const who = { address: '203.0.113.9', browser: 'browser', session: undefined }
  const found = await findWaitingDevice(await server.tenant(), user_code, who)
  if (found.next !== 'ask') throw new Error(`no device waits: ${found.next}`)
  return found.device
}

/** Read past the statements that are tested. */
export const allDeviceCodes = statement((q) => q.selectFrom('device_code').selectAll().orderBy('id'))
