/**
 * Every way in which a session ends is told to its clients.
 */
import t from 'tap'
import { deleteAccount } from '../../../src/domain/account/account-deletion.ts'
import { endBrowser, endOtherBrowsers } from '../../../src/domain/account/browsers.ts'
import { findSession, startSession } from '../../../src/domain/authentication/session.ts'
import { endSession } from '../../../src/domain/logout/session-end.ts'
import { signOutEverywhere } from '../../../src/domain/recovery/sign-out-everywhere.ts'
import { findUser } from '../../../src/domain/users/user.ts'
import { deleteUser, updateUser } from '../../../src/domain/users/user-administration.ts'
import { uuidText } from '../../../src/primitives/time-ordered-id.ts'
import { Browser, givenPerson } from '../../helpers/authorization.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import { givenApplication, givenCode } from '../../helpers/given.ts'
import { allLogouts, allSessionClients } from '../../helpers/logout.ts'

const SESSION = 'vignette.default.session'
const metadata = { backchannel_logout_uri: 'https://rp.example/back' }

/** ann, signed in with two browsers, in each of which `rp` was told of her. */
async function given(t: Parameters<typeof startServer>[0]) {
  const server = await startServer(t)
  const here = await givenApplication(server, { metadata })
  const deps = await server.tenant()
  const session = await findSession(deps, here.cookies.get(SESSION))
  if (!session) throw new Error('nobody is signed in')
  const there = new Browser(server)
  await there.signIn(session.user_id)
  for (const browser of [here, there]) await givenCode(browser)
  const other = await findSession(deps, there.cookies.get(SESSION))
  if (!other) throw new Error('nobody is signed in there')
  const user = await findUser(deps, session.user_id)
  if (!user) throw new Error('no person')
  return { server, deps, session, other, account: { user, session } }
}

/** Of whose end somebody is to be told, by the id of the session. */
async function told({ db }: TestServer): Promise<readonly string[]> {
  const clients = await db.all(allSessionClients, {})
  const queued = await db.all(allLogouts, {})
  return queued.map(({ id }) => {
    const client = clients.find((each) => each.id.equals(id))
    return client ? client.session_id.toString('hex') : 'a session that is gone'
  })
}

const hex = (...sessions: readonly { id: Buffer }[]) => sessions.map(({ id }) => id.toString('hex')).sort()

t.test('Back-Channel Logout §2.5: signing out, once however often', async (t) => {
  const { server, deps, session } = await given(t)
  for (const _ of [1, 2]) await deps.db.transaction((tx) => endSession(deps, tx, session))
  t.same(await told(server), hex(session))
  t.match(await server.db.all(allLogouts, {}), [
    { client_id: 'rp', sub: uuidText(session.user_id), attempts: 0, due_at: START, created_at: START },
  ])
})

t.test('Back-Channel Logout §2.5: another person signs in with the same browser', async (t) => {
  const { server, deps, session } = await given(t)
  const user_id = await givenPerson(server, 'bob')
  const authentication = { user_id, amr: ['pwd'], acr: '1' }
  await deps.db.transaction((tx) => startSession(deps, tx, authentication, session))
  t.same(await told(server), hex(session))
})

t.test('Back-Channel Logout §2.5: the same person signs in anew, and the session goes on', async (t) => {
  const { server, deps, session } = await given(t)
  const authentication = { user_id: session.user_id, amr: ['pwd'], acr: '1' }
  await deps.db.transaction((tx) => startSession(deps, tx, authentication, session))
  t.same(await told(server), [])
})

t.test('Back-Channel Logout §2.5: a browser is signed out on the account page', async (t) => {
  const { server, deps, other, account } = await given(t)
  t.equal(await endBrowser(deps, account, uuidText(other.id)), true)
  t.same(await told(server), hex(other))
})

t.test('Back-Channel Logout §2.5: all others are signed out on the account page', async (t) => {
  const { server, deps, other, account } = await given(t)
  await endOtherBrowsers(deps, account, undefined)
  t.same(await told(server), hex(other))
})

t.test('Back-Channel Logout §2.5: a new passcode ends all but the session it was made in', async (t) => {
  const { server, deps, session, other } = await given(t)
  await deps.db.transaction((tx) => signOutEverywhere(deps, tx, session.user_id, session))
  t.same(await told(server), hex(other))
})

t.test('Back-Channel Logout §2.5: recovery ends all of them', async (t) => {
  const { server, deps, session, other } = await given(t)
  await deps.db.transaction((tx) => signOutEverywhere(deps, tx, session.user_id))
  t.same([...(await told(server))].sort(), hex(session, other))
})

t.test('Back-Channel Logout §2.5: an administrator makes a person inactive', async (t) => {
  const { server, deps, session, other } = await given(t)
  const inactive = { username: 'ann', email: undefined, email_verified: undefined, claims: {} }
  await updateUser(deps, 'ann', { ...inactive, status: 'inactive' }, undefined)
  t.same([...(await told(server))].sort(), hex(session, other))
})

t.test('Back-Channel Logout §2.5: an administrator removes a person', async (t) => {
  const { server, deps } = await given(t)
  await deleteUser(deps, 'ann')
  t.equal((await told(server)).length, 2)
})

t.test('Back-Channel Logout §2.5: a person deletes the account', async (t) => {
  const { server, deps, account } = await given(t)
  t.equal(await deleteAccount(deps, account, 'ann'), true)
  t.equal((await told(server)).length, 2)
})
