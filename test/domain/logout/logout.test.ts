import t from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { decideLogout, signOut } from '../../../src/domain/logout/logout.ts'
import { uuidText } from '../../../src/primitives/time-ordered-id.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { allGrants, givenApplication, givenTokens, refreshing, request } from '../../helpers/given.ts'

t.test('RP-Initiated Logout §2, §6: who is asked first', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const session = await findSession(await server.tenant(), browser.cookies.get('vignette.default.session'))
  if (!session) throw new Error('nobody is signed in')
  const sub = uuidText(session.user_id)
  t.same(decideLogout({ hinted_sub: sub }, session), { next: 'end', session })
  t.same(decideLogout({ hinted_sub: 'somebody else' }, session), { next: 'ask', session })
  t.same(decideLogout({ hinted_sub: undefined }, session), { next: 'ask', session })
  t.same(decideLogout({ hinted_sub: sub }, undefined), { next: 'done' })
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

  await signOut(deps, session)
  t.equal(await findSession(deps, cookie), undefined)
  const revoked = (await server.db.all(allGrants, {})).map((row) => row.revoked_at !== null)
  t.same(revoked.sort(), [false, true])
  await t.rejects(request(server, refreshing(bound.refresh_token)), {
    code: 'invalid_grant',
    reason: 'grant-revoked',
  })
  t.ok(await request(server, refreshing(offline.refresh_token)))
})
