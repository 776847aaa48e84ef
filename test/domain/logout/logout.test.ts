import t from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { decideLogout, signOut } from '../../../src/domain/logout/logout.ts'
import { uuidText } from '../../../src/primitives/time-ordered-id.ts'
import { startServer } from '../../helpers/fixtures.ts'
import {
  allGrants,
  claimsOf,
  givenApplication,
  givenClient,
  givenTokens,
  refreshing,
  request,
} from '../../helpers/given.ts'
import { takeTrail } from '../../helpers/trail.ts'

t.test('RP-Initiated Logout §2, §6: who is asked first', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const session = await findSession(await server.tenant(), browser.cookies.get('vignette.default.session'))
  if (!session) throw new Error('nobody is signed in')
  const deps = await server.tenant()
  const none = { hint: undefined, hinted_session: undefined }
  const hint = { sub: uuidText(session.user_id), client_id: 'rp' }
  const another = { ...hint, sub: 'somebody else' }
  t.same(await decideLogout(deps, { ...none, hint }, session), { next: 'end', session })
  t.same(await decideLogout(deps, { ...none, hint: another }, session), { next: 'ask', session })
  t.same(await decideLogout(deps, none, session), { next: 'ask', session })
  t.same(await decideLogout(deps, { ...none, hint }, undefined), { next: 'done' })
  const byServer = { hint, hinted_session: session }
  t.same(await decideLogout(deps, byServer, undefined), { next: 'end', session }, 'a client’s server asks')
  t.same(await decideLogout(deps, { ...byServer, hint: another }, session), { next: 'ask', session })
})

t.test('RP-Initiated Logout §2: the session ends with its grants, but for offline_access', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const cookie = browser.cookies.get('vignette.default.session')
  const bound = await givenTokens(server, browser)
  const offline = await givenTokens(server, browser, { scope: 'openid offline_access' })
  const deps = await server.tenant()
  const session = await findSession(deps, cookie)
  if (!session) throw new Error('nobody is signed in')

  await takeTrail(server)
  for (const _ of [1, 2]) await signOut(deps, session)
  t.same(await takeTrail(server), ['sign-out'], 'one that ended ends no more')
  t.equal(await findSession(deps, cookie), undefined)
  const revoked = (await server.db.all(allGrants, {})).map((row) => row.revoked_at !== null)
  t.same(revoked.sort(), [false, true])
  await t.rejects(request(server, refreshing(bound.refresh_token)), {
    code: 'invalid_grant',
    reason: 'grant-revoked',
  })
  t.ok(await request(server, refreshing(offline.refresh_token)))
})

t.test('Front-Channel Logout §3: who is to be told, in frames and by a message', async (t) => {
  const server = await startServer(t)
  const frontchannel_logout_uri = 'https://rp.example/front?a=b'
  const backchannel_logout_uri = 'https://rp.example/back'
  const browser = await givenApplication(server, { metadata: { frontchannel_logout_uri } })
  await givenClient(server, {
    client_id: 'both',
    metadata: { frontchannel_logout_uri, backchannel_logout_uri },
  })
  await givenClient(server, { client_id: 'back', metadata: { backchannel_logout_uri } })
  await givenClient(server, { client_id: 'neither' })
  const cookie = browser.cookies.get('vignette.default.session')
  const { sid } = claimsOf((await givenTokens(server, browser)).id_token)
  for (const client_id of ['both', 'back', 'neither']) await browser.authorize({ client_id })
  const deps = await server.tenant()
  const session = await findSession(deps, cookie)
  if (!session) throw new Error('nobody is signed in')
  const { frames, deliveries } = await signOut(deps, session)
  t.match(frames, [
    { uri: frontchannel_logout_uri, sid: /^[\w-]{22}$/ },
    { uri: frontchannel_logout_uri, sid },
  ])
  t.equal(frames.length, 2)
  t.equal(new Set(frames.map((frame) => frame.sid)).size, 2)
  t.match(deliveries, [{ attempts: 0 }, { attempts: 0 }])
  t.equal(deliveries.length, 2)
})
