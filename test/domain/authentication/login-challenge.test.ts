import t from 'tap'
import { openState, sealState } from '../../../src/domain/authentication/login-challenge.ts'
import { UnsealError } from '../../../src/primitives/sealing.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { idOf } from '../../helpers/store-rows.ts'

t.test('RFC 9807 §6.2.2: the state opens in its own row and for its own passcode alone', async (t) => {
  const { deps } = await startServer(t)
  const place = { tenant_id: 'default', id: idOf('challenge'), passcode_id: idOf('passcode') }
  const state = { server_state: 'AAAA', method: 'pin' } as const
  const state_sealed = sealState(deps.secrets, place, state)
  t.same(openState(deps.secrets, { ...place, state_sealed }), state)
  for (const other of [{ tenant_id: 'other' }, { id: idOf('another') }, { passcode_id: idOf('another') }]) {
    t.throws(() => openState(deps.secrets, { ...place, ...other, state_sealed }), UnsealError)
  }
})
