import t from 'tap'
import { browserState, NOBODY_STATE, sessionState } from '../../../src/domain/authentication/session-state.ts'
import { sha256 } from '../../../src/primitives/digest.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { idOf } from '../../helpers/store-rows.ts'

t.test(
  'Session Management §3.2: the state is that of one session in one tenant, and does not tell which',
  async (t) => {
    const server = await startServer(t)
    const [here, there] = [await server.tenant(), await server.tenant('other')]
    const state = browserState(here, idOf('session'))
    t.match(state, /^[\w-]{22}$/)
    t.equal(browserState(here, idOf('session')), state)
    t.not(browserState(here, idOf('another')), state)
    t.not(browserState(there, idOf('session')), state)
    t.notOk(Buffer.from(state, 'base64url').equals(idOf('session')))
    t.equal(browserState(here, undefined), NOBODY_STATE)
  },
)

t.test('Session Management §2: a hash of client, origin, state and salt, and the salt', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const told = sessionState(deps, 'rp', 'https://rp.example', 'state')
  const [hash, salt, ...more] = told.split('.')
  t.same(more, [])
  t.match(salt, /^[\w-]{16}$/)
  t.equal(hash, sha256(`rp https://rp.example state ${salt}`).toString('base64url'))
  t.not(sessionState(deps, 'rp', 'https://rp.example', 'state'), told, 'another salt each time')
})
