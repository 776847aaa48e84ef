/**
 * A session that ends while its person signs in again: what was read before the transaction is not what holds within.
 */
import t from 'tap'
import {
  endSession,
  findSession,
  type Session,
  startSession,
} from '../../../src/domain/authentication/session.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'

t.test(
  'OpenID Connect Core 1.0 §3.1.2.3: signing in while another tab signs out gives a live session',
  async (t) => {
    const server = await startServer(t)
    const deps = await server.tenant()
    const authentication = { user_id: await givenPerson(server, 'ada'), amr: ['pwd', 'pin'], acr: '1' }
    const start = (previous?: Session) =>
      deps.db.transaction((tx) => startSession(deps, tx, authentication, previous))

    const first = await start()
    await deps.db.transaction((tx) => endSession(deps, tx, first.session))
    const second = await start(first.session)
    t.notSame(second.session.id, first.session.id)
    t.same(await findSession(deps, second.cookie), second.session)
    t.equal(await findSession(deps, first.cookie), undefined)
  },
)
