import t from 'tap'
import { findClient } from '../../../src/domain/clients/client.ts'
import { isSignUpOpen, maySignUp } from '../../../src/domain/enrolment/sign-up-policy.ts'
import { tenantOf } from '../../../src/domain/tenants/tenant.ts'
import { givenRp } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { tenantRow } from '../../helpers/store-rows.ts'

const tenant = (self_registration: boolean, type: 'regular' | '2fa' = 'regular') =>
  tenantOf(tenantRow({ type, policy: JSON.stringify({ self_registration }) }), 'https://login.example')

t.test('Initiating User Registration §4.1: the tenant says whether people may sign up', async (t) => {
  t.ok(isSignUpOpen(tenant(true)))
  t.notOk(isSignUpOpen(tenant(false)))
  t.notOk(isSignUpOpen(tenant(true, '2fa')))
})

t.test(
  'Initiating User Registration §4.1: and so may a client, which is on where it says nothing',
  async (t) => {
    const server = await startServer(t)
    await givenRp(server)
    await givenRp(server, { client_id: 'shut', metadata: { self_registration: false } })
    const deps = await server.tenant()
    t.ok(maySignUp(tenant(true), undefined))
    t.ok(maySignUp(tenant(true), await findClient(deps, 'rp')))
    t.notOk(maySignUp(tenant(true), await findClient(deps, 'shut')))
    t.notOk(maySignUp(tenant(false), await findClient(deps, 'rp')))
  },
)
