/**
 * What an authorization request is answered with: for a session that is there, and for no other.
 */
import t, { type Test } from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { issueAnswer } from '../../../src/domain/authorization/authorization-answer.ts'
import { parseAuthorizationRequest } from '../../../src/domain/authorization/authorization-request.ts'
import { findRedirectTarget } from '../../../src/domain/authorization/redirect-target.ts'
import { RESPONSE_TYPES } from '../../../src/domain/clients/response-type.ts'
import { endSession } from '../../../src/domain/logout/session-end.ts'
import { REQUEST } from '../../helpers/authorization.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { allAccessTokens, allGrants, allRefreshTokens, givenApplication } from '../../helpers/given.ts'

async function readRequest(t: Test, response_type: string) {
  const server = await startServer(t)
  const metadata = {
    response_types: RESPONSE_TYPES,
    grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  }
  const browser = await givenApplication(server, { metadata })
  const deps = await server.tenant()
  const session = await findSession(deps, browser.cookies.get('vignette.default.session'))
  if (!session) throw new Error('nobody is signed in')
  const parameters = { ...REQUEST, response_type, nonce: 'n-0S6_WzA2Mj', scope: 'openid offline_access' }
  const target = await findRedirectTarget(deps, parameters)
  const request = parseAuthorizationRequest(parameters, target, deps, START)
  return { server, deps, session, issue: () => issueAnswer(deps, request, target, session, undefined) }
}

for (const response_type of RESPONSE_TYPES) {
  t.test(`Core §3.1.2.3: a session that was ended since it was read gives no ${response_type}`, async (t) => {
    const { server, deps, session, issue } = await readRequest(t, response_type)
    await server.db.transaction((tx) => endSession(deps, tx, session))
    await t.rejects(issue(), { code: 'login_required', reason: 'session-ended' })
    t.same(await server.db.all(allGrants, {}), [])
    t.same(await server.db.all(allAccessTokens, {}), [])
  })
}

t.test('Core §3.2.2.5: a person made inactive meanwhile gives nothing through the browser', async (t) => {
  const { server, issue } = await readRequest(t, 'id_token token')
  await server.db.execute('UPDATE "user" SET status = \'inactive\'')
  await t.rejects(issue(), { code: 'login_required', reason: 'user-inactive' })
  t.same(await server.db.all(allGrants, {}), [])
})

t.test('Core §3, RFC 6749 §4.2.2: what each response type gives, and never a refresh token', async (t) => {
  const token = ['access_token', 'token_type', 'expires_in', 'scope']
  const given: Readonly<Record<string, readonly string[]>> = {
    code: ['code'],
    id_token: ['id_token'],
    'id_token token': [...token, 'id_token'],
    'code id_token': ['code', 'id_token'],
    'code token': ['code', ...token],
    'code id_token token': ['code', ...token, 'id_token'],
  }
  for (const response_type of RESPONSE_TYPES) {
    const { server, issue } = await readRequest(t, response_type)
    t.same(Object.keys((await issue()) ?? {}), given[response_type], response_type)
    t.same(await server.db.all(allRefreshTokens, {}), [])
    const tokens = await server.db.all(allAccessTokens, {})
    t.equal(tokens.length, response_type.split(' ').includes('token') ? 1 : 0, response_type)
    const [grant] = await server.db.all(allGrants, {})
    const isAway = response_type.includes('code')
    t.equal(grant?.scope, isAway ? 'openid offline_access' : 'openid', 'Core §11: only a code leads on')
  }
})
