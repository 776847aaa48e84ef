/**
 * The browsers of an account, over HTTP.
 */
import t from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { accountScene, send as sendFrom } from '../../helpers/account.ts'
import { Browser, givenPerson } from '../../helpers/authorization.ts'
import { EnrolBrowser } from '../../helpers/enrolment.ts'
import type { TestServer } from '../../helpers/fixtures.ts'
import { cookieOf } from '../../helpers/links.ts'
import { givenEnrolled } from '../../helpers/passcode.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0'
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605 Version/26 Safari/604.1'

/** A browser that says what it is. */
class NamedBrowser extends EnrolBrowser {
  readonly #user_agent: string

  constructor(server: TestServer, user_agent: string, address: string) {
    super(server)
    this.#user_agent = user_agent
    this.address = address
  }

  override send(options: Parameters<EnrolBrowser['send']>[0]) {
    return super.send({ ...options, headers: { ...options.headers, 'user-agent': this.#user_agent } })
  }

  /** With the passcode, as people do. */
  async come(username: string): Promise<this> {
    const { headers } = await this.authorize({ prompt: 'login' })
    await this.signInAt(String(headers.location), username)
    return this
  }
}

/** The profile has a form always. */
const send = (browser: Browser, page: string, action: string, fields: Record<string, string> = {}) =>
  sendFrom(browser, page.replace('/browsers', ''), action, fields)

const rowsOf = (page: string) =>
  (page.match(/<li>\n?<div>.*?<\/li>/gs) ?? []).map((row) => ({
    text: row
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    id: /name="browser" value="([^"]+)"/.exec(row)?.[1],
  }))

async function twoBrowsers(t: Parameters<typeof accountScene>[0]) {
  const scene = await accountScene(t)
  const { server } = scene
  await server.db.execute('DELETE FROM "user"')
  await givenEnrolled(server, 'ann')
  const laptop = await new NamedBrowser(server, FIREFOX, '203.0.113.7').come('ann')
  server.clock.seconds += 3600
  const phone = await new NamedBrowser(server, SAFARI, '2001:db8::5').come('ann')
  return { ...scene, laptop, phone, page: `${scene.url}/browsers` }
}

const isSignedIn = async (server: TestServer, browser: Browser) =>
  (await findSession(await server.tenant(), cookieOf(browser, 'session'))) !== undefined

t.test('Core §3.1.2.3: each browser once, with where and when; this one first', async (t) => {
  const { laptop, page } = await twoBrowsers(t)
  const rows = rowsOf((await laptop.get(page)).body)
  t.match(rows, [
    {
      text: 'Firefox on Linux This browser Signed in since 15 January 2027, 08:00 UTC, from 203.0.113.7. Last seen 15 January 2027, 08:00 UTC. Sign out',
      id: undefined,
    },
    {
      text: 'Safari on iPhone Signed in since 15 January 2027, 09:00 UTC, from 2001:db8::5. Last seen 15 January 2027, 09:00 UTC. Sign out',
      id: String,
    },
  ])
  t.equal(rows.length, 2)
})

t.test('NIST SP 800-63B §7.1: one is signed out and forgotten, and says so; twice is told', async (t) => {
  const { server, laptop, phone, page } = await twoBrowsers(t)
  const [, other] = rowsOf((await laptop.get(page)).body)
  const done = await send(laptop, page, `${page}/end`, { browser: other?.id ?? '' })
  t.equal(done.headers.location, `${page}?done=ended`)
  t.notOk(await isSignedIn(server, phone))
  t.ok(await isSignedIn(server, laptop))
  t.match((await phone.get(page)).headers.location, '/sign-in/')
  const after = (await laptop.get(String(done.headers.location))).body
  t.match(after, 'Done. Nobody can go on from there')
  t.equal(rowsOf(after).length, 1)
  t.notMatch(after, 'Sign out everywhere else')
  const again = await send(laptop, page, `${page}/end`, { browser: other?.id ?? '' })
  t.equal(again.statusCode, 404)
  t.match(again.body, 'That browser is not in your list any more.')
})

t.test('RFC 9700 §4.7: what is another person’s, or nobody’s, is not found', async (t) => {
  const { server, laptop, phone, page } = await twoBrowsers(t)
  const [, own] = rowsOf((await laptop.get(page)).body)
  const bob = new Browser(server)
  await bob.signIn(await givenPerson(server, 'bob'))
  for (const browser of [own?.id ?? '', '', 'nothing', '00000000-0000-0000-0000-000000000000']) {
    t.equal((await send(bob, page, `${page}/end`, { browser })).statusCode, 404, browser)
  }
  t.ok(await isSignedIn(server, phone))
  const forged = await bob.submit(`${page}/end-others`, '')
  t.match(forged.body, /Your browser forgot where it was/)
})

t.test('NIST SP 800-63B §7.1: all others are signed out at once', async (t) => {
  const { server, laptop, phone, page } = await twoBrowsers(t)
  const third = await new NamedBrowser(server, 'curl/8', '198.51.100.1').come('ann')
  const bob = new Browser(server)
  await bob.signIn(await givenPerson(server, 'bob'))
  const done = await send(laptop, page, `${page}/end-others`)
  t.equal(done.headers.location, `${page}?done=ended-others`)
  const after = (await laptop.get(String(done.headers.location))).body
  t.match(after, 'You are signed in with this browser alone.')
  t.equal(rowsOf(after).length, 1)
  for (const browser of [phone, third]) t.notOk(await isSignedIn(server, browser))
  t.ok(await isSignedIn(server, bob))
  server.clock.seconds += 600
  await laptop.come('ann')
  t.equal(rowsOf((await laptop.get(page)).body).length, 1, 'it is still known')
})

t.test(
  'RFC 9110 §10.1.5: one that says nothing is told so, and one that was left is forgotten',
  async (t) => {
    const { server, browser, ann, url } = await accountScene(t)
    const page = `${url}/browsers`
    t.match(rowsOf((await browser.get(page)).body), [
      { text: /^A browser we don’t know by name This browser Signed in since [^,]+, 08:00 UTC\. Last/ },
    ])
    await server.db.execute(
      `INSERT INTO known_browser (id, tenant_id, user_id, secret_hash, created_at, last_used_at, expires_at, system, address)
     SELECT X'0102030405060708090a0b0c0d0e0f10', tenant_id, user_id, secret_hash, created_at, created_at - 60, expires_at, 'Windows', NULL FROM session`,
    )
    await server.db.execute(
      `INSERT INTO known_browser (id, tenant_id, user_id, secret_hash, created_at, last_used_at, expires_at, browser, address)
     SELECT X'1102030405060708090a0b0c0d0e0f10', tenant_id, user_id, secret_hash, created_at, created_at - 90, expires_at, 'Opera', '192.0.2.9' FROM session`,
    )
    await server.db.execute(
      `INSERT INTO known_browser (id, tenant_id, user_id, secret_hash, created_at, last_used_at, expires_at)
     SELECT X'2102030405060708090a0b0c0d0e0f10', tenant_id, user_id, secret_hash, created_at, created_at, created_at FROM session`,
    )
    const [, windows, opera, ...more] = rowsOf((await browser.get(page)).body)
    t.same(more, [], 'one whose time is over is not shown')
    t.equal(windows?.text, 'A browser on Windows Last used 15 January 2027, 07:59 UTC. Not signed in. Forget')
    t.equal(opera?.text, 'Opera Last used 15 January 2027, 07:58 UTC, from 192.0.2.9. Not signed in. Forget')
    t.equal((await send(browser, page, `${page}/end`, { browser: windows?.id ?? '' })).statusCode, 303)
    t.equal(rowsOf((await browser.get(page)).body).length, 2)
    t.ok(ann)
  },
)
