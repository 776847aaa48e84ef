import t from 'tap'
import {
  allowDevice,
  findAllowedDevice,
  refuseDevice,
  takeBackDevice,
} from '../../../src/domain/devices/device-answer.ts'
import { endSession } from '../../../src/domain/logout/session-end.ts'
import { uuidText } from '../../../src/primitives/time-ordered-id.ts'
import { listConsents } from '../../../src/store/consents.ts'
import { Browser, givenPerson } from '../../helpers/authorization.ts'
import {
  accountIn,
  allDeviceCodes,
  askAsDevice,
  givenTv,
  pollAsDevice,
  waitingDevice,
} from '../../helpers/device.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { allGrants } from '../../helpers/given.ts'
import { takeTrail } from '../../helpers/trail.ts'

async function scene(t: Parameters<typeof startServer>[0]) {
  const server = await startServer(t)
  const browser = await givenTv(server)
  const account = await accountIn(server, browser)
  const asked = await askAsDevice(server)
  const device = await waitingDevice(server, asked.user_code)
  const consents = () => server.db.all(listConsents, { tenant_id: 'default', user_id: account.user.id })
  return { server, deps: await server.tenant(), account, asked, device, id: uuidText(device.id), consents }
}

t.test('RFC 8628 §3.3: what is allowed is a grant of the person’s sign-in, and is remembered', async (t) => {
  const { server, deps, account, device, id, consents } = await scene(t)
  server.clock.seconds += 100
  t.equal(await findAllowedDevice(deps, account, id), undefined)
  t.equal(await allowDevice(deps, device, account), true)
  t.match(await server.db.all(allGrants, {}), [
    {
      client_id: 'tv',
      user_id: account.user.id,
      session_id: null,
      scope: 'openid profile offline_access',
      auth_time: START,
      amr: 'pwd pin',
      acr: 'urn:vignette:acr:passcode',
      outlives_session: 1,
      created_at: START + 100,
      expires_at: START + 600 + 3600,
    },
  ])
  t.match(await consents(), [
    { client_id: 'tv', scope: 'openid profile offline_access', given_at: START + 100 },
  ])
  t.same(await findAllowedDevice(deps, account, id), { isTakenBack: false })
  t.match(server.notices.at(-1), { flow: 'device', step: 'allowed', client_id: 'tv' })
})

t.test('RFC 8628 §3.3: a device is answered once, whatever the answer, and in time', async (t) => {
  const { server, deps, account, device } = await scene(t)
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, count) =>
      count % 2 === 0 ? allowDevice(deps, device, account) : refuseDevice(deps, device),
    ),
  )
  t.equal(answers.filter((answer) => answer).length, 1)
  t.equal((await server.db.all(allGrants, {})).length, answers.indexOf(true) % 2 === 0 ? 1 : 0)
  const late = await waitingDevice(server, (await askAsDevice(server)).user_code)
  server.clock.seconds += 600
  t.equal(await allowDevice(deps, late, account), false)
  t.equal(await refuseDevice(deps, late), false)
})

t.test('RFC 8628 §3.3: who signed out meanwhile allows nothing, and the device waits on', async (t) => {
  const { server, deps, account, device, asked } = await scene(t)
  await deps.db.transaction((tx) => endSession(deps, tx, account.session))
  await t.rejects(allowDevice(deps, device, account), { code: 'login_required', reason: 'session-ended' })
  t.same(await server.db.all(allGrants, {}), [])
  t.match(await server.db.all(allDeviceCodes, {}), [{ answered_at: null }])
  t.match((await pollAsDevice(server, asked.device_code)).json(), { error: 'authorization_pending' })
})

t.test('RFC 7009 §2.1: taken back, the device has nothing and the consent is gone', async (t) => {
  const { server, deps, account, device, asked, id, consents } = await scene(t)
  await allowDevice(deps, device, account)
  const { refresh_token } = (await pollAsDevice(server, asked.device_code)).json()
  t.equal(await takeBackDevice(deps, account, id), true)
  t.same(await findAllowedDevice(deps, account, id), { isTakenBack: true })
  t.same(await consents(), [])
  t.match(server.notices.at(-1), { flow: 'device', step: 'taken-back', client_id: 'tv' })
  t.same(await takeTrail(server), ['consent-given', 'consent-withdrawn'])
  t.equal(await takeBackDevice(deps, account, id), true)
  t.same(await takeTrail(server), [], 'it was taken back already')
  const refreshed = await pollAsDevice(server, '', { grant_type: 'refresh_token', refresh_token })
  t.match(refreshed.json(), { error: 'invalid_grant' })
})

t.test('RFC 8628 §3.5: taken back before the device came, it gets nothing', async (t) => {
  const { server, deps, account, device, asked, id } = await scene(t)
  await allowDevice(deps, device, account)
  t.equal(await takeBackDevice(deps, account, id), true)
  const reply = await pollAsDevice(server, asked.device_code)
  t.equal(reply.statusCode, 400)
  t.match(reply.json(), { error: 'access_denied' })
  t.match(server.notices.at(-1), { rule: 'grant-revoked' })
})

t.test('Core §3.1.2.4: what was allowed later, or otherwise, stays allowed', async (t) => {
  const { server, deps, account, device, id, consents } = await scene(t)
  await allowDevice(deps, device, account)
  server.clock.seconds += 10
  const second = await waitingDevice(server, (await askAsDevice(server, { scope: 'openid email' })).user_code)
  await allowDevice(deps, second, account)
  await takeBackDevice(deps, account, id)
  t.match(await consents(), [{ scope: 'openid profile offline_access email', given_at: START + 10 }])
  t.same(await findAllowedDevice(deps, account, uuidText(second.id)), { isTakenBack: false })
})

t.test('RFC 8628 §3.3: nobody sees or takes back what somebody else allowed, or was refused', async (t) => {
  const { server, deps, account, device, id } = await scene(t)
  await allowDevice(deps, device, account)
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ben'))
  const ben = await accountIn(server, browser)
  const refused = await waitingDevice(server, (await askAsDevice(server)).user_code)
  await refuseDevice(deps, refused)
  t.match(server.notices.at(-1), { flow: 'device', step: 'refused', client_id: 'tv' })
  const cases = [
    [ben, id],
    [account, uuidText(refused.id)],
    [account, 'no id'],
    [account, '00000000-0000-7000-8000-000000000000'],
  ] as const
  for (const [who, which] of cases) {
    t.equal(await findAllowedDevice(deps, who, which), undefined, which)
    t.equal(await takeBackDevice(deps, who, which), false, which)
  }
  t.match(await server.db.all(allGrants, {}), [{ revoked_at: null }])
})
