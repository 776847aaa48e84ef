/**
 * Authorization codes: for a session that is there, and for no other.
 */
import t from 'tap'
import { endSession, findSession } from '../../../src/domain/authentication/session.ts'
import { issueCode } from '../../../src/domain/authorization/authorization-code.ts'
import { parseAuthorizationRequest } from '../../../src/domain/authorization/authorization-request.ts'
import { findRedirectTarget } from '../../../src/domain/authorization/redirect-target.ts'
import { REQUEST } from '../../helpers/authorization.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { allGrants, givenApplication } from '../../helpers/given.ts'

t.test('Core §3.1.2.3: a session that was ended since it was read gives no code', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const deps = await server.tenant()
  const session = await findSession(deps, browser.cookies.get('vignette.default.session'))
  if (!session) throw new Error('nobody is signed in')
  const target = await findRedirectTarget(deps, REQUEST)
  const asked = parseAuthorizationRequest(REQUEST, target, deps.tenant, START)
  await server.db.transaction((tx) => endSession(deps, tx, session))
  await t.rejects(issueCode(deps, asked, target, session, undefined), {
    code: 'login_required',
    reason: 'session-ended',
  })
  t.same(await server.db.all(allGrants, {}), [])
})
