import t from 'tap'
import { deliverMails } from '../../../src/domain/mail/outbox.ts'
import { Browser, givenRp } from '../../helpers/authorization.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { givenEnrolled } from '../../helpers/passcode.ts'

async function givenServer(t: import('tap').Test, settings = {}) {
  const server = await startServer(t, settings)
  await givenRp(server)
  await givenEnrolled(server)
  await server.db.execute(`UPDATE "user" SET email = 'ann@example.com', email_verified = 1`)
  return server
}

/** A browser at "First, show that it's you". */
async function atThePage(server: TestServer, parameters = {}) {
  const browser = new Browser(server)
  const reply = await browser.authorize(parameters)
  const interaction = String(reply.headers.location).split('/').at(-1) ?? ''
  const url = `${server.issuer}/new-browser/${interaction}`
  return { browser, interaction, url, page: await browser.get(url) }
}

t.test('NIST SP 800-63B §5.2.2: a new browser becomes known by a mailed link', async (t) => {
  const server = await givenServer(t)
  const { browser, url, page, interaction } = await atThePage(server)
  t.equal(page.statusCode, 200)
  t.match(page.body, /First, show that it’s you/)
  t.match(page.body, `/recover/${interaction}/code`)
  const sent = await browser.submit(url, page.body, { username: 'Ann' })
  t.equal(sent.statusCode, 200)
  t.notMatch(sent.body, 'ann@example.com')
  await deliverMails(server.deps)
  t.match(server.mails, [{ kind: 'known-browser', to: 'ann@example.com' }])

  const link = server.mails[0]?.link ?? ''
  const opened = await browser.get(link)
  t.equal(browser.cookies.has('vignette.default.known'), false, 'opening it changes nothing')
  await browser.submit(link, opened.body)
  t.ok(browser.cookies.get('vignette.default.known'))
})

t.test('RFC 9807 §10.9: the page and its answer are the same for every name', async (t) => {
  const server = await givenServer(t)
  const bodies: string[] = []
  for (const username of ['ann', 'bob']) {
    const { browser, url, page, interaction } = await atThePage(server)
    const sent = await browser.submit(url, page.body, { username })
    t.equal(sent.statusCode, 200)
    const same = (text: string) =>
      text
        .replaceAll(interaction, '')
        .replaceAll(username, '')
        .replace(/name="csrf_token" value="[^"]+"/g, '')
    bodies.push(same(page.body) + same(sent.body))
  }
  t.equal(bodies[0], bodies[1])
})

t.test('RFC 6585 §4: no more letters are sent than may be', async (t) => {
  const server = await givenServer(t)
  const { browser, url, page } = await atThePage(server)
  const statuses: number[] = []
  for (let count = 0; count < 6; count += 1) {
    statuses.push((await browser.submit(url, page.body, { username: 'ann' })).statusCode)
  }
  t.same(statuses, [200, 200, 200, 200, 200, 429])
})

t.test('Core §3.1.2.1: login_hint is in the field', async (t) => {
  const server = await givenServer(t)
  const { page } = await atThePage(server, { login_hint: 'ann' })
  t.match(page.body, /name="username"[^>]*value="ann"|value="ann"[^>]*name="username"/)
})

t.test('RFC 9700 §4.7: a form of another site sends nothing', async (t) => {
  const server = await givenServer(t)
  const { browser, url } = await atThePage(server)
  const forged = await browser.submit(url, '', { username: 'ann' })
  t.equal(forged.statusCode, 400)
  await deliverMails(server.deps)
  t.same(server.mails, [])
})

t.test('Visual passcode: where nothing waits, or no mail can be sent, the page is not there', async (t) => {
  const server = await givenServer(t)
  const { url, interaction } = await atThePage(server)
  t.not((await new Browser(server).get(url)).statusCode, 200, 'another browser')

  const silent = await givenServer(t, { smtp_url: undefined })
  const place = await atThePage(silent)
  t.equal(place.page.statusCode, 303)
  t.match(place.page.headers.location, /\/sign-in\/[0-9a-f-]{36}$/)
  t.not(place.interaction, interaction)
  const posted = await place.browser.submit(place.url, '', { username: 'ann' })
  t.equal(posted.statusCode, 303)
})
