/**
 * What of a tenant's ways goes by mail.
 */
import t from 'tap'
import {
  isSameAddress,
  provedAddress,
  sendsRecoveryLinks,
  sendsSignInLinks,
} from '../../../src/domain/links/mail-ways.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { userRow } from '../../helpers/store-rows.ts'

t.test(
  'WCAG 2.2 §3.3.8: a way without recall is on where mail can be sent, and never in a 2fa tenant',
  async (t) => {
    const deps = await (await startServer(t)).tenant()
    const { policy } = deps.tenant
    const tenant = (type: 'regular' | '2fa', send_link = policy.send_link) => ({
      ...deps,
      tenant: { ...deps.tenant, type, policy: { ...policy, send_link } },
    })
    t.ok(sendsSignInLinks(tenant('regular')))
    t.notOk(sendsSignInLinks(tenant('regular', false)))
    t.notOk(sendsSignInLinks(tenant('2fa', true)))
    t.ok(sendsRecoveryLinks(tenant('regular', false)))
    t.notOk(sendsRecoveryLinks(tenant('2fa')))

    const without = await (await startServer(t, { smtp_url: undefined })).tenant()
    t.notOk(sendsSignInLinks(without))
    t.notOk(sendsRecoveryLinks(without))
  },
)

t.test('Core §5.1: links go to an address that is proved, and of somebody who may sign in', async (t) => {
  const ann = userRow({ email: 'ann@example.com', email_verified: 1 })
  t.equal(provedAddress(ann), 'ann@example.com')
  t.equal(provedAddress({ ...ann, email_verified: 0 }), undefined)
  t.equal(provedAddress({ ...ann, email: null }), undefined)
  t.equal(provedAddress({ ...ann, status: 'inactive' }), undefined)
  t.equal(provedAddress(undefined), undefined)
})

t.test('RFC 5321 §2.4: case and the space around an address do not matter', async (t) => {
  t.ok(isSameAddress(' Ann@Example.com', 'ann@example.com '))
  t.notOk(isSameAddress('ann@example.com', 'ann@example.org'))
})
