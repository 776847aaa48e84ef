import t, { type Test } from 'tap'
import { findClient } from '../../../src/domain/clients/client.ts'
import { isSignUpOpen, maySignUp } from '../../../src/domain/enrolment/sign-up-policy.ts'
import { givenRp } from '../../helpers/authorization.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import { startServer } from '../../helpers/fixtures.ts'

const OPEN = { self_registration: true }

async function given(t: Test, settings: Parameters<typeof startServer>[1] = {}) {
  const server = await startServer(t, settings)
  const depsOf = async (...policy: [object, ('regular' | '2fa')?]) => {
    await givenPolicy(server, { ...policy[0] }, policy[1])
    return server.tenant()
  }
  return { server, depsOf }
}

t.test('Initiating User Registration §4.1: the tenant says whether people may sign up', async (t) => {
  const { depsOf } = await given(t)
  t.ok(isSignUpOpen(await depsOf(OPEN)))
  t.notOk(isSignUpOpen(await depsOf({ self_registration: false })))
  t.notOk(isSignUpOpen(await depsOf(OPEN, '2fa')))
})

t.test('RFC 9807 §10.9: where accounts are hidden nobody signs up without mail', async (t) => {
  const hidden = { ...OPEN, hide_accounts: true }
  t.ok(isSignUpOpen(await (await given(t)).depsOf(hidden)))
  const { depsOf } = await given(t, { smtp_url: undefined })
  t.notOk(isSignUpOpen(await depsOf(hidden)))
  t.ok(isSignUpOpen(await depsOf(OPEN)))
})

t.test(
  'Initiating User Registration §4.1: and so may a client, which is on where it says nothing',
  async (t) => {
    const { server, depsOf } = await given(t)
    await givenRp(server)
    await givenRp(server, { client_id: 'shut', metadata: { self_registration: false } })
    const deps = await depsOf(OPEN)
    t.ok(maySignUp(deps, undefined))
    t.ok(maySignUp(deps, await findClient(deps, 'rp')))
    t.notOk(maySignUp(deps, await findClient(deps, 'shut')))
    t.notOk(maySignUp(await depsOf({ self_registration: false }), await findClient(deps, 'rp')))
  },
)
