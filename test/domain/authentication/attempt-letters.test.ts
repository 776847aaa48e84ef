import t from 'tap'
import { unlock } from '../../../src/domain/authentication/unlock.ts'
import { findLink } from '../../../src/domain/links/link.ts'
import { deliverMails } from '../../../src/domain/mail/outbox.ts'
import { statement } from '../../../src/store/statement.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { serverOn, startServer, type TestServer, testConfig } from '../../helpers/fixtures.ts'
import { clientSide, givenEnrolled, PasscodeBrowser, WRONG_PIN } from '../../helpers/passcode.ts'

const listMailTokens = statement((q) => q.selectFrom('mail_token').selectAll())

/** Everybody's address is proved, unless told otherwise. */
async function setMailbox({ db }: TestServer, email = 'ann@example.com', verified = 1): Promise<void> {
  await db.execute(`UPDATE "user" SET email = '${email}', email_verified = ${verified}`)
}

async function lettersOf(server: TestServer) {
  await deliverMails(server.deps)
  return server.mails.map(({ kind, to }) => [kind, to])
}

async function startOften(server: TestServer, username: string, times: number) {
  const browser = await PasscodeBrowser.open(server, 'stranger')
  const { ke1 } = await clientSide(browser.deps.tenant.uuid)
  const outcomes = []
  for (let count = 0; count < times; count += 1) {
    await browser.begin()
    outcomes.push((await browser.start(username, ke1)).next)
    server.clock.seconds += 3600
  }
  return outcomes
}

await onBothDatabases(
  t,
  'NIST SP 800-63B §5.2.2: at the hard stop the person is told, once for each',
  async (t, db) => {
    const server = await serverOn(db, testConfig())
    t.teardown(() => server.app.close())
    await givenEnrolled(server)
    await setMailbox(server)
    t.same(await startOften(server, 'ann', 99), Array(99).fill('prove'))
    t.same(await lettersOf(server), [])
    t.same(await startOften(server, 'ANN', 3), ['prove', 'prove-mailbox', 'prove-mailbox'])
    t.same(await lettersOf(server), [['many-tries', 'ann@example.com']])
    t.match(server.mails[0]?.text, /100 wrong tries for .?ann/)

    await unlock(await server.tenant(), 'ann')
    await startOften(server, 'ann', 101)
    t.equal((await lettersOf(server)).length, 2, 'the next stop is another')
  },
)

t.test('Visual passcode: nobody else is told of a hard stop', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  await setMailbox(server, 'ann@example.com', 0)
  await startOften(server, 'ann', 100)
  await startOften(server, 'nobody', 100)
  t.same(await lettersOf(server), [], 'neither an address that is not proved nor a name that nobody has')
})

/** Wrong PINs with waits between, and then the right one. */
async function signInAfter(server: TestServer, browser: PasscodeBrowser, failures: number) {
  for (let count = 0; count < failures; count += 1) {
    await browser.begin()
    await browser.signIn('ann', WRONG_PIN)
    server.clock.seconds += 3600
  }
  await browser.begin()
  return (await browser.signIn()).next
}

t.test('NIST SP 800-63B §5.2.2: who signs in after many failures is told, and may say no', async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  await setMailbox(server)
  const browser = await PasscodeBrowser.open(server)
  t.equal(await signInAfter(server, browser, 9), 'signed-in')
  t.same(await lettersOf(server), [])
  browser.known = ''
  t.equal(await signInAfter(server, browser, 10), 'signed-in')
  t.same(await lettersOf(server), [['signed-in-after-tries', 'ann@example.com']])
  t.match(server.mails[0]?.text, '192.0.2.1')
  const token = server.mails[0]?.link?.split('/').at(-1) ?? ''
  t.match(await findLink(await server.tenant(), token, 'any browser'), {
    purpose: 'report',
    email: 'ann@example.com',
  })

  t.equal(await signInAfter(server, browser, 10), 'signed-in', 'in the browser that is known by now')
  t.equal((await lettersOf(server)).length, 2)
})

t.test("Visual passcode: strangers' failures are no failures of a known browser", async (t) => {
  const server = await startServer(t)
  await givenEnrolled(server)
  await setMailbox(server)
  const own = await PasscodeBrowser.open(server)
  await own.signIn()
  await startOften(server, 'ann', 30)
  t.equal(await signInAfter(server, own, 0), 'signed-in')
  t.same(await lettersOf(server), [])
})

t.test('Visual passcode: without a proved address, or without mail, nobody is told', async (t) => {
  for (const [settings, verified] of [
    [{}, 0],
    [{ smtp_url: undefined }, 1],
  ] as const) {
    const server = await startServer(t, settings)
    await givenEnrolled(server)
    await setMailbox(server, 'ann@example.com', verified)
    const browser = await PasscodeBrowser.open(server)
    t.equal(await signInAfter(server, browser, 11), 'signed-in')
    t.same(await lettersOf(server), [])
    t.same(await server.db.all(listMailTokens, {}), [])
  }
})
