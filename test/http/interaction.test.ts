/**
 * The interaction of a page's address, or the page that says why it cannot go on.
 */
import t from 'tap'
import { startOwnInteraction } from '../../src/domain/authorization/interaction.ts'
import { Browser, givenPerson, givenRp } from '../helpers/authorization.ts'
import { PUBLIC_URL, startServer, type TestServer } from '../helpers/fixtures.ts'

const headingOf = (body: string) => /<h1>([^<]*)<\/h1>/.exec(body)?.[1]

/** A browser that waits at the sign-in page. */
async function givenWaiting(server: TestServer, metadata = {}) {
  await givenRp(server, { metadata })
  const browser = new Browser(server)
  const url = String((await browser.authorize()).headers.location)
  return { browser, url, id: url.split('/').at(-1) ?? '' }
}

t.test('OpenID Connect Core 1.0 §3.1.2.3: the browser it began in goes on with it', async (t) => {
  const server = await startServer(t)
  const { browser, url } = await givenWaiting(server)
  t.equal((await browser.get(url)).statusCode, 200)
})

t.test('Interaction: where a page of ours waits, the browser goes there', async (t) => {
  const server = await startServer(t)
  const { browser } = await givenWaiting(server)
  const secret = browser.cookies.get('vignette.default.browser') ?? ''
  const id = await startOwnInteraction(await server.tenant(), 'change', 'ann', secret)
  for (const path of ['authorize', 'consent', 'sign-up']) {
    const reply = await browser.get(`${server.issuer}/${path}/${id}`)
    t.equal(reply.statusCode, 303, path)
    t.equal(reply.headers.location, `${server.issuer}/change`)
  }
  const page = await browser.get(`${server.issuer}/sign-in/${id}`)
  t.equal(page.statusCode, 200)
  t.match(page.body, /data-client_id=""/)
  t.match(page.body, /value="ann"/)
  t.match(page.body, /<bdi>Northlight<\/bdi>/)
  t.notMatch(page.body, /form="cancel"/, 'there is nobody to go back to')
})

t.test('RFC 9700 §4.7: another browser, or one without its cookie, does not', async (t) => {
  const server = await startServer(t)
  const { url } = await givenWaiting(server, { client_uri: 'https://rp.example/' })
  const other = new Browser(server)
  await other.authorize()
  for (const browser of [other, new Browser(server)]) {
    const reply = await browser.get(url)
    t.equal(reply.statusCode, 400)
    t.equal(headingOf(reply.body), 'Your browser forgot where it was')
    t.match(reply.body, /href="https:\/\/rp\.example\/".*Harbour Notes/s)
  }
  t.match(server.notices.at(-1), { flow: 'interaction', step: 'refused', rule: 'cookie-missing' })
})

t.test('Interaction: one that has waited too long, or never was, says so', async (t) => {
  const server = await startServer(t)
  const { browser, url, id } = await givenWaiting(server)
  for (const unknown of [url.replace(id, 'x'), url.replace(id, '00112233-4455-6677-8899-aabbccddeeff')]) {
    t.equal(headingOf((await browser.get(unknown)).body), 'This page has been open too long')
  }
  t.equal(
    headingOf((await browser.get(url.replace('/default/', '/other/'))).body),
    'This page has been open too long',
  )
  server.clock.seconds += 3600
  const late = await browser.get(url)
  t.equal(headingOf(late.body), 'This page has been open too long')
  t.match(late.body, /href="https:\/\/rp\.example\/".*Start again at/s, 'where people would be sent back to')
})

t.test('Interaction: a page of ours that waited too long begins anew', async (t) => {
  const server = await startServer(t)
  const { browser } = await givenWaiting(server)
  const secret = browser.cookies.get('vignette.default.browser') ?? ''
  const id = await startOwnInteraction(await server.tenant(), 'change', 'ann', secret)
  server.clock.seconds += 3600
  const late = await browser.get(`${server.issuer}/sign-in/${id}`)
  t.equal(headingOf(late.body), 'This page has been open too long')
  t.match(late.body, `href="${server.issuer}/change"`)
  t.match(late.body, 'Try again')
  const other = await new Browser(server).get(`${server.issuer}/sign-in/${id}`)
  t.notMatch(other.body, `href="${server.issuer}/change"`)
})

/** Signed in, and sent back to the application. */
async function givenFinished(server: TestServer, metadata = {}) {
  const waiting = await givenWaiting(server, metadata)
  const { browser, url } = waiting
  await browser.signIn(await givenPerson(server, 'ann'))
  const reply = await browser.get(url.replace('/sign-in/', '/authorize/'))
  if (reply.statusCode !== 303) throw new Error(`status ${reply.statusCode}`)
  return waiting
}

t.test('Interaction: one that was answered leads on to the application', async (t) => {
  const server = await startServer(t)
  const { browser, url } = await givenFinished(server, { client_uri: 'https://notes.example/' })
  const again = await browser.get(url)
  t.equal(headingOf(again.body), 'You have signed in already')
  t.match(again.body, /href="https:\/\/notes\.example\/".*Harbour Notes/s)
  t.match(again.body, `href="${PUBLIC_URL}/api/oidc/default/logout"`)
})

t.test('RFC 6749 §4.1.2.1: one that was cancelled says so, however often it is', async (t) => {
  const server = await startServer(t)
  const { browser, url } = await givenWaiting(server)
  const { body } = await browser.get(url)
  t.equal((await browser.submit(`${url}/cancel`, body)).statusCode, 303)
  for (const again of [await browser.submit(`${url}/cancel`, body), await browser.get(url)]) {
    t.equal(again.statusCode, 400)
    t.equal(headingOf(again.body), 'You stopped here')
    t.match(again.body, /href="https:\/\/rp\.example\/".*Harbour Notes/s)
  }
})

t.test('Interaction: when its client is gone, there is nowhere to lead to', async (t) => {
  const server = await startServer(t)
  const { browser, url } = await givenWaiting(server)
  await server.db.execute("DELETE FROM client WHERE client_id = 'rp'")
  await server.db.execute('UPDATE config_version SET version = version + 1')
  t.equal(headingOf((await browser.get(url)).body), 'We don’t know this application')
  server.clock.seconds += 3600
  t.equal(headingOf((await browser.get(url)).body), 'This page has been open too long')
})

t.test('Interaction: one that was answered leads nowhere when its client is gone', async (t) => {
  const server = await startServer(t)
  const { browser, url } = await givenFinished(server)
  await server.db.execute("DELETE FROM client WHERE client_id = 'rp'")
  await server.db.execute('UPDATE config_version SET version = version + 1')
  const gone = await browser.get(url)
  t.equal(headingOf(gone.body), 'You have signed in already')
  t.notMatch(gone.body, 'Go on to')
})
