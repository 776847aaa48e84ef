/**
 * The applications of an account, over HTTP.
 */
import t from 'tap'
import { accountScene, send as sendFrom } from '../../helpers/account.ts'
import { Browser, CODE_CHALLENGE, givenPerson, givenRp, REDIRECT_URI } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'
import {
  bearer,
  givenApplication,
  givenCode,
  givenTokens,
  redemption,
  refreshing,
  request,
} from '../../helpers/given.ts'

/** The profile has a form always. */
const send = (browser: Browser, page: string, action: string, fields: Record<string, string> = {}) =>
  sendFrom(browser, page.replace('/applications', ''), action, fields)

const rowsOf = (page: string) =>
  (page.match(/<li>\n?(?:<img[^>]*>\n?)?<div>.*?<\/li>/gs) ?? []).map((row) =>
    row
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )

/** Somebody's browser at an application that asks, where Allow is pressed. */
async function allow(browser: Browser, scope: string) {
  const asked = await browser.authorize({
    scope,
    prompt: 'consent',
    code_challenge: CODE_CHALLENGE,
    code_challenge_method: 'S256',
  })
  const page = String(asked.headers.location)
  await browser.submit(page, (await browser.get(page)).body)
  return browser.get(page.replace('/consent/', '/authorize/'))
}

t.test('Core §3.1.2.4: what was allowed is listed, and taken back with its tokens and codes', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server, {
    metadata: { first_party: false, client_uri: 'https://notes.example/about' },
  })
  const page = `${server.issuer}/account/applications`
  t.match((await browser.get(page)).body, 'None yet.')
  await allow(browser, 'openid email offline_access')
  const tokens = await givenTokens(server, browser, { scope: 'openid email offline_access' })
  const code = await givenCode(browser)
  t.same(rowsOf((await browser.get(page)).body), [
    'Harbour Notes notes.example It has: username, email address, and all of it while you are away. Allowed on 15 January 2027. Last sign-in 15 January 2027, 08:00 UTC. Take it back',
  ])
  const done = await send(browser, page, `${page}/withdraw`, { client_id: 'rp' })
  t.equal(done.headers.location, `${page}?done=withdrawn`)
  const after = (await browser.get(String(done.headers.location))).body
  t.match(after, 'Done. It has nothing of yours any more.')
  t.match(after, 'None yet.')
  const userinfo = await server.app.inject({
    url: '/api/oidc/default/userinfo',
    headers: bearer(tokens.access_token),
  })
  t.equal(userinfo.statusCode, 401)
  await t.rejects(request(server, refreshing(tokens.refresh_token)), { code: 'invalid_grant' })
  await t.rejects(request(server, redemption(code)), { code: 'invalid_grant' })
  const asked = await browser.authorize()
  t.match(asked.headers.location, '/consent/', 'and it asks again')
  const again = await send(browser, page, `${page}/withdraw`, { client_id: 'rp' })
  t.equal(again.statusCode, 404)
  t.match(again.body, 'That application has nothing of yours any more.')
})

t.test('RFC 6749 §10.3: another person’s is left alone, and an unknown one is not found', async (t) => {
  const { server, browser, url } = await accountScene(t)
  const page = `${url}/applications`
  await browser.authorize()
  const bob = new Browser(server)
  await bob.signIn(await givenPerson(server, 'bob'))
  for (const client_id of ['rp', 'none', '']) {
    t.equal((await send(bob, page, `${page}/withdraw`, { client_id })).statusCode, 404, client_id)
  }
  t.match(
    (await bob.submit(`${page}/withdraw`, '', { client_id: 'rp' })).body,
    /Your browser forgot where it was/,
  )
  t.same(rowsOf((await browser.get(page)).body), [
    'Harbour Notes It has: username. Part of Northlight, so it need not ask. Last sign-in 15 January 2027, 08:00 UTC. Take it back',
  ])
})

t.test('RFC 7591 §2: a name cannot break out, and one that is gone is not listed', async (t) => {
  const { server, browser, url } = await accountScene(t)
  const page = `${url}/applications`
  await givenRp(server, {
    client_id: 'nasty',
    metadata: { first_party: false, client_name: '"><b>مرحبا', redirect_uris: [REDIRECT_URI] },
  })
  await server.db.execute(
    `INSERT INTO consent (tenant_id, user_id, client_id, scope, given_at) SELECT 'default', id, 'nasty', 'openid https://api.example/read', 1800000000 FROM "user"`,
  )
  const shown = (await browser.get(page)).body
  t.match(shown, '<bdi>&quot;&gt;&lt;b&gt;مرحبا</bdi>')
  t.match(rowsOf(shown), [/It has: username and https:\/\/api.example\/read\./])
  t.notMatch(shown, 'Last sign-in')
  await browser.authorize()
  await server.db.execute(`DELETE FROM client WHERE client_id = 'rp'`)
  await server.deps.cache.current()
  await server.db.execute('UPDATE config_version SET version = version + 1')
  t.same(rowsOf((await browser.get(page)).body).length, 1)
})

t.test('Core §4: an application that begins sign-ins from outside is opened from here', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server, {
    metadata: { first_party: false, initiate_login_uri: 'https://notes.example/login' },
  })
  await allow(browser, 'openid')
  const { body } = await browser.get(`${server.issuer}/account/applications`)
  t.match(body, `<a href="${server.issuer}/launch/rp" aria-label="Open: Harbour Notes">Open</a>`)
})
