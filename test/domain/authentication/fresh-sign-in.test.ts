/**
 * Whether the passcode was proved a moment ago.
 */
import t from 'tap'
import { isFreshSignIn } from '../../../src/domain/authentication/fresh-sign-in.ts'
import { START } from '../../helpers/fixtures.ts'
import { idOf } from '../../helpers/store-rows.ts'

const session = {
  id: idOf('session'),
  user_id: idOf('ann'),
  auth_time: START,
  amr: ['pwd', 'pin'],
  acr: 'urn:vignette:acr:passcode',
  last_seen_at: START,
  connection_id: undefined,
}

t.test('NIST SP 800-63B §6.1.2.1: for five minutes, and only of a passcode', async (t) => {
  t.equal(isFreshSignIn(session, START + 300), true)
  t.equal(isFreshSignIn(session, START + 301), false)
  t.equal(isFreshSignIn(session, START - 60), true, 'a clock that went back')
  t.equal(isFreshSignIn({ ...session, acr: 'urn:vignette:acr:mail' }, START), false)
})
