import t from 'tap'
import { answerOf, type Browser } from '../helpers/authorization.ts'
import { startServer, type TestServer } from '../helpers/fixtures.ts'
import { allGrants, FORM, givenApplication, givenTokens } from '../helpers/given.ts'

const LOGOUT = '/api/oidc/default/logout'
const ADDRESS = 'https://rp.example/signed-out?from=here'
const metadata = { post_logout_redirect_uris: [ADDRESS], client_uri: 'https://rp.example/' }

/** VSCHAR punctuation, which must come back as it was. */
const STATE = `a b+c&d=e"f'g<h>%20`

async function given(server: TestServer) {
  const browser = await givenApplication(server, { metadata })
  const { id_token = '' } = await givenTokens(server, browser)
  return { browser, id_token }
}

const logout = (browser: Browser, parameters: Record<string, string> = {}) =>
  browser.send({ url: `${LOGOUT}?${new URLSearchParams(parameters)}` })

async function isSignedIn(browser: Browser) {
  return answerOf(await browser.authorize({ prompt: 'none' }))['error'] !== 'login_required'
}

t.test(
  'RP-Initiated Logout §3: with a hint and an address the person is signed out and sent back',
  async (t) => {
    const server = await startServer(t)
    const { browser, id_token } = await given(server)
    const asked = { id_token_hint: id_token, post_logout_redirect_uri: ADDRESS, state: STATE }
    const reply = await logout(browser, asked)
    t.equal(reply.statusCode, 303)
    t.ok(String(reply.headers.location).startsWith(`${ADDRESS}&`), 'the registered query stays')
    t.same(answerOf(reply), { from: 'here', state: STATE })
    t.equal(reply.headers['cache-control'], 'no-store')
    t.match(reply.headers['set-cookie'], /^vignette\.default\.session=;.*Expires=Thu, 01 Jan 1970/)
    t.equal(await isSignedIn(browser), false)
    t.match(await server.db.all(allGrants, {}), [{ revoked_at: server.clock.seconds }])
  },
)

t.test(
  'RP-Initiated Logout §3: without state none is sent, and a session that is over is no fault',
  async (t) => {
    const server = await startServer(t)
    const { browser, id_token } = await given(server)
    for (const time of ['first', 'second']) {
      const reply = await logout(browser, { id_token_hint: id_token, post_logout_redirect_uri: ADDRESS })
      t.equal(reply.headers.location, ADDRESS, time)
    }
    const named = await logout(browser, { client_id: 'rp', post_logout_redirect_uri: ADDRESS })
    t.equal(named.headers.location, ADDRESS)
  },
)

t.test('RP-Initiated Logout §2: a session ended by its cookie alone stays ended', async (t) => {
  const server = await startServer(t)
  const { browser, id_token } = await given(server)
  const kept = browser.cookies.get('vignette.default.session') ?? ''
  await browser.send({
    method: 'POST',
    url: LOGOUT,
    headers: FORM,
    payload: new URLSearchParams({ id_token_hint: id_token }).toString(),
  })
  browser.cookies.set('vignette.default.session', kept)
  t.equal(await isSignedIn(browser), false)
})

t.test('RP-Initiated Logout §6: without a hint the person is asked, and may stay', async (t) => {
  const server = await startServer(t)
  const { browser } = await given(server)
  for (const parameters of [{}, { post_logout_redirect_uri: ADDRESS }, { state: 'x' }, { client_id: 'rp' }]) {
    const page = await logout(browser, parameters as Record<string, string>)
    t.equal(page.statusCode, 200)
    t.match(page.body, /Sign out\?/)
    t.match(page.body, /<bdi>ann<\/bdi>/)
  }
  const page = await logout(browser, { client_id: 'rp' })
  const stay = await browser.submit(formaction(page.body), page.body)
  t.equal(stay.statusCode, 200)
  t.match(stay.body, /Go on to/)
  t.equal(await isSignedIn(browser), true)
})

t.test(
  'RP-Initiated Logout §3: after the question the browser goes to the address that was registered',
  async (t) => {
    const server = await startServer(t)
    const { browser } = await given(server)
    const asked = { client_id: 'rp', post_logout_redirect_uri: ADDRESS, state: STATE }
    const page = await logout(browser, asked)
    t.match(page.headers['content-security-policy'], /form-action 'self' https:\/\/rp\.example;/)
    const reply = await browser.submit(action(page.body), page.body)
    t.equal(reply.statusCode, 303)
    t.same(answerOf(reply), { from: 'here', state: STATE })
    t.equal(await isSignedIn(browser), false)
  },
)

t.test(
  'RP-Initiated Logout §3: an unregistered address is not followed, before or after the question',
  async (t) => {
    const server = await startServer(t)
    const { browser, id_token } = await given(server)
    const elsewhere = { client_id: 'rp', post_logout_redirect_uri: `${ADDRESS}&more=1` }
    const page = await logout(browser, elsewhere)
    t.notMatch(page.body, /more=1/)
    t.match(server.notices.at(-1), { rule: 'post-logout-redirect-uri-unregistered' })
    const forged = `${LOGOUT}/confirm?${new URLSearchParams(elsewhere)}`
    const reply = await browser.submit(forged, page.body)
    t.equal(reply.statusCode, 200)
    t.match(reply.body, /You’re signed out/)
    t.match(reply.body, /href="https:\/\/rp\.example\/"/, 'but to where the client lives')

    const ended = await logout(browser, { ...elsewhere, id_token_hint: id_token })
    t.equal(ended.statusCode, 200)
  },
)

t.test('RP-Initiated Logout §2: nobody is signed in, and nothing was asked for', async (t) => {
  const server = await startServer(t)
  const { browser } = await given(server)
  browser.cookies.clear()
  const reply = await logout(browser)
  t.equal(reply.statusCode, 200)
  t.match(reply.body, /You’re signed out/)
  t.notMatch(reply.body, /Back to/)
  t.match(reply.body, `href="${server.issuer}/account">Sign in again`)
  for (const answer of ['confirm', 'stay']) {
    const late = await browser.submit(`${LOGOUT}/${answer}`, '')
    t.match(late.body, /You’re signed out/, answer)
  }
})

t.test(
  'RP-Initiated Logout §4: a forged hint, or one of another client, is a page and ends nothing',
  async (t) => {
    const server = await startServer(t)
    const { browser, id_token } = await given(server)
    const wrong: [Record<string, string>, string][] = [
      [{ id_token_hint: `${id_token}x`, post_logout_redirect_uri: ADDRESS }, 'id-token-hint-foreign'],
      [{ id_token_hint: id_token, client_id: 'rival' }, 'client-id-differs'],
    ]
    for (const [parameters, rule] of wrong) {
      const reply = await logout(browser, parameters)
      t.equal(reply.statusCode, 400, rule)
      t.match(reply.headers['content-type'], 'text/html')
      t.match(server.notices.at(-1), { flow: 'end-session', rule })
    }
    t.equal(await isSignedIn(browser), true)
  },
)

t.test('RFC 9700 §4.7: the answer to the question comes from our page in this browser', async (t) => {
  const server = await startServer(t)
  const { browser } = await given(server)
  const page = await logout(browser)
  const without_token = await browser.submit(action(page.body), '')
  t.equal(without_token.statusCode, 400)
  const from_elsewhere = await browser.send({
    method: 'POST',
    url: `${LOGOUT}/confirm`,
    headers: { ...FORM, origin: 'https://evil.example' },
    payload: `csrf_token=${/name="csrf_token" value="([^"]+)"/.exec(page.body)?.[1]}`,
  })
  t.equal(from_elsewhere.statusCode, 400)
  t.equal(server.notices.at(-1)?.rule, 'form-forged')
  t.equal(await isSignedIn(browser), true)
})

const unescaped = (text: string | undefined) => (text ?? '').replaceAll('&amp;', '&').replaceAll('&#39;', "'")
const action = (page: string) => unescaped(/ action="([^"]+)"/.exec(page)?.[1])
const formaction = (page: string) => unescaped(/formaction="([^"]+)"/.exec(page)?.[1])
