import t from 'tap'
import { findWaitingDevice } from '../../../src/domain/devices/waiting-device.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { accountIn, askAsDevice, givenTv, TV } from '../../helpers/device.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { givenClient } from '../../helpers/given.ts'

const WHO = { address: '203.0.113.9', browser: 'browser', session: undefined }

async function look(server: TestServer, typed: string, who = {}, tenant_id = 'default') {
  const { next } = await findWaitingDevice(await server.tenant(tenant_id), typed, { ...WHO, ...who })
  return next
}

t.test('RFC 8628 §3.3: the device that shows the code, with all that a person needs to know', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  const { user_code } = await askAsDevice(server)
  const deps = await server.tenant()
  t.match(await findWaitingDevice(deps, user_code.toLowerCase().replace('-', ' '), WHO), {
    next: 'ask',
    device: {
      client: { client_id: 'tv' },
      scope: new Set(['openid', 'profile', 'offline_access']),
      user_code,
      address: '127.0.0.1',
      created_at: server.clock.seconds,
      expires_at: server.clock.seconds + 600,
    },
  })
})

t.test(
  'RFC 8628 §5.1: a code that is unknown, old, or of a client that is gone or locked, gets one answer',
  async (t) => {
    const server = await startServer(t)
    await givenTv(server)
    await givenClient(server, { ...TV, tenant_id: 'other' })
    for (const client_id of ['locked', 'gone']) await givenClient(server, { ...TV, client_id })
    const { user_code } = await askAsDevice(server)
    const codes = [(await askAsDevice(server, { client_id: 'locked' })).user_code]
    codes.push((await askAsDevice(server, { client_id: 'gone' })).user_code)
    await server.db.execute("UPDATE client SET locked = 1 WHERE client_id = 'locked'")
    await server.db.execute("DELETE FROM client WHERE client_id = 'gone'")
    await server.db.run(bumpConfigVersion, {})
    for (const typed of [...codes, 'BBBB-BBBB', 'no code', ''])
      t.equal(await look(server, typed), 'unknown', typed)
    t.equal(await look(server, user_code, {}, 'other'), 'unknown')
    t.equal(await look(server, user_code), 'ask')
    server.clock.seconds += 600
    t.equal(await look(server, user_code), 'unknown')
  },
)

t.test(
  'RFC 8628 §5.1: one browser guesses ten times in ten minutes; a right code counts nothing',
  async (t) => {
    const server = await startServer(t)
    const ann = await givenTv(server)
    const { user_code } = await askAsDevice(server)
    for (let count = 0; count < 20; count += 1) t.equal(await look(server, user_code), 'ask')
    for (let count = 0; count < 10; count += 1) t.equal(await look(server, 'BBBB-BBBB'), 'unknown')
    t.equal(await look(server, user_code), 'wait')
    t.equal(await look(server, user_code, { address: '203.0.113.10' }), 'wait', 'wherever it goes')
    t.equal(await look(server, user_code, { browser: 'another' }), 'ask')
    const { session } = await accountIn(server, ann)
    t.equal(await look(server, user_code, { session }), 'ask')
    for (let count = 0; count < 10; count += 1) {
      t.equal(await look(server, 'BBBB-BBBB', { session, browser: String(count) }), 'unknown')
    }
    t.equal(await look(server, user_code, { session, browser: 'new' }), 'wait', 'whatever browser')
    server.clock.seconds += 599
    t.same(await findWaitingDevice(await server.tenant(), user_code, WHO), { next: 'wait', retry_after: 1 })
  },
)

t.test('RFC 8628 §5.1: one network guesses a hundred times, with however many browsers', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  const { user_code } = await askAsDevice(server)
  const answers = await Promise.all(
    Array.from({ length: 120 }, (_, count) => look(server, 'BBBB-BBBB', { browser: String(count) })),
  )
  t.equal(answers.filter((next) => next === 'unknown').length, 100)
  t.equal(await look(server, user_code, { browser: 'new' }), 'wait')
  t.equal(await look(server, user_code, { browser: 'new', address: '203.0.113.10' }), 'ask')
})
