import t from 'tap'
import { rememberBrowser } from '../../../src/domain/authentication/known-browser.ts'
import { unlock } from '../../../src/domain/authentication/unlock.ts'
import { statement } from '../../../src/store/statement.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { START, serverOn, startServer, type TestServer, testConfig } from '../../helpers/fixtures.ts'
import {
  clientSide,
  givenEnrolled,
  PasscodeBrowser,
  startUntilRefused,
  WRONG_PIN,
} from '../../helpers/passcode.ts'

const listBrowsers = statement((q) => q.selectFrom('known_browser').selectAll())
const listAttempts = statement((q) => q.selectFrom('attempt').selectAll().orderBy('pool'))

t.test(
  'NIST SP 800-63B §5.2.2: strangers have five tries at a name, then wait longer and longer',
  async (t) => {
    const server = await startServer(t)
    await givenEnrolled(server)
    for (const name of ['ann', 'nobody']) {
      server.clock.seconds = START
      const browser = await PasscodeBrowser.open(server)
      browser.address = `192.0.2.${name.length}`
      t.same(await startUntilRefused(browser, name), { passed: 5, retry_after: 30 }, name)
      t.equal(server.notices.at(-1)?.rule, 'too-many-account')
      for (const [waited, next] of [
        [30, 60],
        [60, 120],
        [120, 300],
        [300, 900],
        [900, 1800],
        [1800, 3600],
      ]) {
        server.clock.seconds += Number(waited) - 1
        t.match(await startUntilRefused(browser, name), { passed: 0, retry_after: 1 })
        server.clock.seconds += 1
        await browser.begin()
        t.same(await startUntilRefused(browser, name), { passed: 1, retry_after: next }, `after ${waited}`)
      }
    }
  },
)

/** A stranger's browser at a tenant that allows 50 tries. */
async function atShortPins(server: TestServer) {
  const browser = await PasscodeBrowser.open(server)
  const { tenant } = browser.deps
  const deps = { ...browser.deps, tenant: { ...tenant, policy: { ...tenant.policy, pin_length: 5 } } }
  return Object.assign(browser, { deps })
}

/** As often as it is allowed to; @returns how many starts passed, and what came then */
async function startUntilTheHardStop(server: TestServer, browser: PasscodeBrowser, username = 'ann') {
  const { ke1 } = await clientSide(browser.deps.tenant.uuid)
  for (let starts = 0; ; starts += 1) {
    await browser.begin()
    const outcome = await browser.start(username, ke1)
    if (outcome.next !== 'prove') return { starts, outcome }
    server.clock.seconds += 3600
  }
}

t.test('NIST SP 800-63B §5.2.2: where there is no mail only an unlock ends the hard stop', async (t) => {
  const server = await startServer(t, { smtp_url: undefined })
  await givenEnrolled(server)
  const short = await atShortPins(server)
  const { ke1 } = await clientSide(short.deps.tenant.uuid)
  const wait = { next: 'wait', retry_after: 3600 }
  t.same(await startUntilTheHardStop(server, short), { starts: 50, outcome: wait })
  server.clock.seconds += 10 * 365 * 24 * 3600
  await short.begin()
  t.same(await short.start('ann', ke1), wait)
  const long = await PasscodeBrowser.open(server)
  t.match(await long.start('ann', ke1), { next: 'prove' }, 'a tenant of six digits allows 100')

  t.equal(await unlock(short.deps, 'Ann'), true)
  t.equal(await unlock(short.deps, 'Ann'), false, 'nothing is left of it')
  t.match(await short.start('ann', ke1), { next: 'prove' })
})

t.test('NIST SP 800-63B §5.2.2: at the hard stop a new browser shows first that it is known', async (t) => {
  const server = await startServer(t)
  const ann = await givenEnrolled(server)
  const stranger = await atShortPins(server)
  const { ke1 } = await clientSide(stranger.deps.tenant.uuid)
  for (const name of ['ann', 'nobody']) {
    const { starts, outcome } = await startUntilTheHardStop(server, stranger, name)
    t.equal(starts, 50, name)
    const url = `${server.issuer}/new-browser/${stranger.interaction}`
    t.same(outcome, { next: 'prove-mailbox', url }, name)
    t.equal(server.notices.at(-1)?.rule, 'too-many-account')
  }
  const own = await atShortPins(server)
  const { cookie } = await server.db.transaction((tx) => rememberBrowser(own.deps, tx, [], ann))
  t.match(await own.start('ann', ke1, { known: cookie }), { next: 'prove' }, 'the passcode is asked for')
  own.known = cookie
  t.match(await own.signIn(), { next: 'signed-in' })
  t.match(await stranger.start('ann', ke1), { next: 'prove-mailbox' }, 'and nobody else is let in')
})

await onBothDatabases(t, 'Visual passcode: 50 starts at once give five', async (t, db) => {
  const server = await serverOn(db, testConfig())
  t.teardown(() => server.app.close())
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  const { ke1 } = await clientSide(browser.deps.tenant.uuid)
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      browser.start('ann', ke1, { address: `198.51.100.${index % 4}` }),
    ),
  )
  t.equal(outcomes.filter(({ next }) => next === 'prove').length, 5)
  server.clock.seconds += 30
  t.match(await browser.signIn(), { next: 'signed-in' })
  t.match(await startUntilRefused(browser), { passed: 10 }, 'the browser is known now')
})

t.test('Visual passcode: strangers do not lock a person out of her own browser', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const own = await PasscodeBrowser.open(server)
  await own.signIn()
  const stranger = await PasscodeBrowser.open(server, 'browser-2')
  stranger.address = '198.51.100.1'
  t.match(await startUntilRefused(stranger), { passed: 5 })

  t.match(await own.signIn(), { next: 'signed-in' })
  t.match(await startUntilRefused(stranger), { passed: 0 }, 'and her success gives strangers no more tries')
})

t.test('Visual passcode: nor do strangers at the same address', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const own = await PasscodeBrowser.open(server)
  await own.signIn()
  const stranger = await PasscodeBrowser.open(server, 'browser-2')
  const { ke1 } = await clientSide(own.deps.tenant.uuid)
  for (let count = 0; count < 30; count += 1) await stranger.start(`name-${count}`, ke1)
  t.match(await stranger.start('name', ke1), { next: 'wait' })
  const counted = await server.db.all(listAttempts, {})

  t.match(await own.signIn('ann', WRONG_PIN), { next: 'no-match' })
  t.match(await own.signIn(), { next: 'signed-in' })
  t.same(await server.db.all(listAttempts, {}), counted, 'and her success gives strangers no more tries')
})

t.test('Visual passcode: success from a new browser gives the tries back', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  for (let count = 0; count < 4; count += 1) await browser.signIn('ann', WRONG_PIN)
  t.match(await browser.signIn(), { next: 'signed-in' })
  t.match(await server.db.all(listAttempts, {}), [
    { pool: 'address-day', starts: 4 },
    { pool: 'address-window', starts: 4 },
    { pool: 'tenant', starts: 4 },
  ])
  browser.known = ''
  t.match(await startUntilRefused(browser), { passed: 5 })
})

t.test('Visual passcode: a known browser has ten tries in a quarter of an hour', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  await browser.signIn()
  t.same(await startUntilRefused(browser), { passed: 10, retry_after: 900 })
  t.equal(server.notices.at(-1)?.rule, 'too-many-browser-window')
  server.clock.seconds += 900
  await browser.begin()
  t.match(await browser.signIn(), { next: 'signed-in' })
  t.match(await startUntilRefused(browser), { passed: 10 }, 'success begins its count anew')
})

t.test('Visual passcode: after 20 tries in a row a known browser is a stranger', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  await browser.signIn()
  t.match(await startUntilRefused(browser), { passed: 10 })
  server.clock.seconds += 900
  t.match(await startUntilRefused(browser), { passed: 10 })
  t.equal((await server.db.all(listBrowsers, {})).length, 1)
  server.clock.seconds += 900
  t.same(await startUntilRefused(browser), { passed: 5, retry_after: 30 }, 'counted with the strangers')
  t.same(await server.db.all(listBrowsers, {}), [])
})

t.test('Visual passcode: an address has 30 tries in five minutes and 300 a day', async (t) => {
  const server = await startServer(t)
  const browser = await PasscodeBrowser.open(server)
  const { ke1 } = await clientSide(browser.deps.tenant.uuid)
  const tries = async (address: string) => {
    for (let passed = 0; ; passed += 1) {
      const outcome = await browser.start(`name-${server.clock.seconds}-${passed}`, ke1, { address })
      if (outcome.next === 'wait') return [passed, outcome.retry_after, server.notices.at(-1)?.rule]
    }
  }
  t.same(await tries('2001:db8::1'), [30, 300, 'too-many-address-window'])
  t.same(await tries('2001:db8::2'), [0, 300, 'too-many-address-window'], 'one network, one pool')
  for (let window = 1; window < 10; window += 1) {
    server.clock.seconds += 300
    t.match(await tries('2001:db8::1'), [30])
  }
  server.clock.seconds += 300
  t.same(await tries('2001:db8::1'), [0, 86_400 - 3000, 'too-many-address-day'])
  t.match(await tries('2001:db8:0:1::1'), [30], 'another network is not touched')
})

t.test('Visual passcode: a clock that goes back an hour unlocks nothing and breaks nothing', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  const browser = await PasscodeBrowser.open(server)
  t.match(await startUntilRefused(browser), { passed: 5 })
  server.clock.seconds -= 3600
  t.same(await startUntilRefused(browser), { passed: 0, retry_after: 3600 })
  t.match(await startUntilRefused(browser, 'bob'), { passed: 5 })
  server.clock.seconds += 3600
  t.same(await startUntilRefused(browser), { passed: 0, retry_after: 30 })
})

t.test('Visual passcode: neither names nor addresses stand in what is counted', async (t) => {
  const server = await startServer(t)
  const browser = await PasscodeBrowser.open(server)
  await startUntilRefused(browser)
  const text = JSON.stringify(await server.db.all(listAttempts, {}), (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  )
  t.notMatch(text, 'ann')
  t.notMatch(text, '192.0.2')
})
