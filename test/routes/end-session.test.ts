import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { answerOf, Browser } from '../helpers/authorization.ts'
import { startServer, type TestServer } from '../helpers/fixtures.ts'
import { allGrants, claimsOf, FORM, givenApplication, givenCode, givenTokens } from '../helpers/given.ts'
import { allLogouts, logoutReceiver, REACHABLE } from '../helpers/logout.ts'

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

t.test(
  'RFC 9700 §4.11.2: where nobody is signed in, an address that nobody stands by is a link on a page',
  async (t) => {
    const server = await startServer(t)
    const { browser, id_token } = await given(server)
    const asked = { client_id: 'rp', post_logout_redirect_uri: ADDRESS }
    const nobody = new Browser(server)
    const made = async (origin: string) => {
      await server.db.execute(`UPDATE client SET origin = '${origin}'`)
      await server.db.run(bumpConfigVersion, {})
    }
    await made('open')
    const page = await logout(nobody, { ...asked, state: 'x' })
    t.equal(page.statusCode, 200)
    t.match(page.body, `href="${ADDRESS}&amp;state=x"`)
    t.notMatch(page.headers, { refresh: /./ })
    t.notMatch(page.body, /http-equiv/)
    const hinted = await logout(nobody, { id_token_hint: id_token, post_logout_redirect_uri: ADDRESS })
    t.equal(hinted.headers.location, ADDRESS, 'its client has an ID token')
    const person = await logout(browser, { ...asked, id_token_hint: id_token })
    t.equal(person.headers.location, ADDRESS, 'who was signed in goes on')
    await made('token')
    t.equal((await logout(nobody, asked)).headers.location, ADDRESS, 'an administrator let it register')
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
  const stay = await browser.get(stayUrl(page.body))
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
    t.match(page.headers['content-security-policy'], /form-action 'self' https:;/)
    const reply = await browser.submit(action(page.body), page.body)
    t.equal(reply.statusCode, 303)
    t.same(answerOf(reply), { from: 'here', state: STATE })
    t.equal(await isSignedIn(browser), false)
  },
)

t.test(
  'RP-Initiated Logout §3: whoever names no client can sign out all the same, and is told of the address',
  async (t) => {
    const server = await startServer(t)
    const { browser } = await given(server)
    const page = await logout(browser, { post_logout_redirect_uri: ADDRESS, state: 'x' })
    t.equal(page.statusCode, 200)
    t.match(page.body, 'so you will not be sent back to it')
    t.match(server.notices.at(-1), { rule: 'client-unnamed' })
    const posted = await browser.submit(action(page.body), page.body)
    t.equal(posted.statusCode, 303)
    t.equal(posted.headers.location, `${server.issuer}/logout?state=x`)
    const reply = await follow(browser, posted)
    t.equal(reply.statusCode, 200)
    t.match(reply.body, /You’re signed out/)
    t.equal(await isSignedIn(browser), false)
  },
)

t.test('Back-Channel Logout §2.1: a client’s server ends the session that its hint names', async (t) => {
  const server = await startServer(t, REACHABLE)
  const receiver = await logoutReceiver(t)
  const told = { ...metadata, backchannel_logout_uri: receiver.uri }
  const browser = await givenApplication(server, { metadata: told })
  const { id_token = '' } = await givenTokens(server, browser)
  const asked = new URLSearchParams({ id_token_hint: id_token })
  const reply = await server.app.inject({ url: `${LOGOUT}?${asked}` })
  t.equal(reply.statusCode, 200)
  t.match(reply.body, /You’re signed out/)
  t.equal(receiver.taken.length, 1)
  t.equal(await isSignedIn(browser), false)
})

t.test('Back-Channel Logout §2.5: the client was told when the person goes on', async (t) => {
  const server = await startServer(t, REACHABLE)
  const receiver = await logoutReceiver(t)
  const told = { ...metadata, backchannel_logout_uri: receiver.uri }
  const browser = await givenApplication(server, { metadata: told })
  const { id_token = '' } = await givenTokens(server, browser)
  const asked = { id_token_hint: id_token, post_logout_redirect_uri: ADDRESS }
  t.equal((await logout(browser, asked)).headers.location, ADDRESS)
  t.match(claimsOf(receiver.taken[0]?.get('logout_token') ?? ''), {
    sub: claimsOf(id_token)['sub'],
    sid: claimsOf(id_token)['sid'],
  })
  t.same(await server.db.all(allLogouts, {}).then((rows) => rows.map(({ attempts }) => attempts)), [1])
})

t.test('Back-Channel Logout §2.5: nobody waits for a client that does not answer', async (t) => {
  const server = await startServer(t, REACHABLE)
  const receiver = await logoutReceiver(t)
  const answered = Promise.withResolvers<void>()
  receiver.answer((_, reply) => void answered.promise.then(() => reply.end()))
  const told = { ...metadata, backchannel_logout_uri: receiver.uri }
  const browser = await givenApplication(server, { metadata: told })
  await givenCode(browser)
  const page = await logout(browser, { client_id: 'rp', post_logout_redirect_uri: ADDRESS })
  const reply = await browser.submit(action(page.body), page.body)
  t.equal(reply.headers.location, ADDRESS)
  t.match(await server.db.all(allLogouts, {}), [{ attempts: 1, delivered_at: null }])
  answered.resolve()
  while ((await server.db.all(allLogouts, {}))[0]?.delivered_at === null) await sleep(20)
})

const front = { ...metadata, frontchannel_logout_uri: 'https://rp.example/front?a=b' }

t.test(
  'Front-Channel Logout §2, §3: a page shows the client’s own, and leads to the address after it',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server, { metadata: front })
    const { id_token = '' } = await givenTokens(server, browser)
    const asked = { id_token_hint: id_token, post_logout_redirect_uri: ADDRESS, state: STATE }
    const reply = await logout(browser, asked)
    t.equal(reply.statusCode, 200)
    const [, shown] = /<iframe src="([^"]+)"/.exec(reply.body) ?? []
    const sid = String(claimsOf(id_token)['sid'])
    t.equal(
      unescaped(shown),
      `${front.frontchannel_logout_uri}&${new URLSearchParams({ iss: server.issuer, sid })}`,
    )
    t.match(reply.headers['content-security-policy'], /; frame-src https:\/\/rp\.example$/)
    const [, onward] = /id="back" href="([^"]+)"/.exec(reply.body) ?? []
    t.equal(unescaped(onward), `${ADDRESS}&${new URLSearchParams({ state: STATE })}`)
    t.match(reply.body, 'browser/signed-out.ts')
    t.notMatch(reply.body, 'Sign in again')
    t.match(String(reply.headers['set-cookie']), /,vignette\.default\.session=;/)
    t.equal(await isSignedIn(browser), false)
  },
)

t.test('Front-Channel Logout §2: without an address the page stays, after the question too', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata: front })
  await givenCode(browser)
  const page = await logout(browser, { client_id: 'rp' })
  const posted = await browser.submit(action(page.body), page.body)
  t.equal(posted.statusCode, 303)
  t.equal(posted.headers['cache-control'], 'no-store')
  t.equal(posted.headers.location, `${server.issuer}/logout?client_id=rp`)
  for (const time of ['first', 'after a reload']) {
    const reply = await follow(browser, posted)
    t.match(reply.body, '<iframe src="https://rp.example/front?a=b&amp;iss=', time)
    t.match(reply.body, 'href="https://rp.example/"')
    t.notMatch(reply.body, 'browser/signed-out.ts')
    t.match(reply.body, 'Sign in again')
  }
  const twice = await browser.submit(action(page.body), page.body)
  t.equal(twice.headers.location, posted.headers.location, 'the same form again')
})

t.test(
  'Front-Channel Logout §2: the page is for the browser that signed out, and for a short while',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server, { metadata: front })
    await givenCode(browser)
    const asked = { client_id: 'rp', post_logout_redirect_uri: ADDRESS, state: STATE }
    const page = await logout(browser, asked)
    const posted = await browser.submit(action(page.body), page.body)
    t.equal(posted.headers.location, `${server.issuer}/logout?${new URLSearchParams(asked)}`)
    const mark = posted.cookies.find(({ name }) => name === 'vignette.default.ended')
    t.match(mark, { httpOnly: true, maxAge: 300, path: '/', sameSite: 'Lax' })

    const shown = await follow(browser, posted)
    t.match(shown.body, '<iframe src="https://rp.example/front?a=b&amp;iss=')
    const [, onward] = /id="back" href="([^"]+)"/.exec(shown.body) ?? []
    t.equal(unescaped(onward), `${ADDRESS}&${new URLSearchParams({ state: STATE })}`)

    const stranger = await follow(new Browser(server), posted)
    t.equal(stranger.statusCode, 303, 'another browser is shown nothing')
    t.same(answerOf(stranger), { from: 'here', state: STATE })
    const forged = posted.headers.location?.replace('signed-out', 'elsewhere') ?? ''
    const refused = await browser.get(forged)
    t.equal(refused.statusCode, 400)
    t.notMatch(refused.body, '<iframe')
    server.clock.seconds += 300
    t.same(answerOf(await follow(browser, posted)), { from: 'here', state: STATE }, 'too late')
  },
)

t.test(
  'Front-Channel Logout §2: a request by POST is answered by a page that can be had again',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server, { metadata: front })
    const { id_token = '' } = await givenTokens(server, browser)
    const asked = {
      id_token_hint: id_token,
      post_logout_redirect_uri: ADDRESS,
      state: STATE,
      ui_locales: 'de',
    }
    const payload = new URLSearchParams(asked).toString()
    const posted = await browser.send({ method: 'POST', url: LOGOUT, headers: FORM, payload })
    const kept = { client_id: 'rp', post_logout_redirect_uri: ADDRESS, state: STATE, ui_locales: 'de' }
    t.equal(posted.headers.location, `${server.issuer}/logout?${new URLSearchParams(kept)}`)
    const shown = await follow(browser, posted)
    t.match(shown.body, '<iframe src="https://rp.example/front?a=b&amp;iss=')
    t.match(shown.body, '<html lang="de"')
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
  const late = await browser.submit(`${LOGOUT}/confirm`, '')
  t.equal(late.headers.location, `${server.issuer}/logout?`)
  t.match((await browser.get(`${LOGOUT}/stay`)).body, /You’re signed out/)
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

const follow = (browser: Browser, { headers }: { headers: Record<string, unknown> }) =>
  browser.get(String(headers['location']))
const unescaped = (text: string | undefined) => (text ?? '').replaceAll('&amp;', '&').replaceAll('&#39;', "'")
const action = (page: string) => unescaped(/ action="([^"]+)"/.exec(page)?.[1])

t.test(
  '6-13: clients made for Auth0 name an address otherwise, and have no hint (RP-Initiated Logout §2)',
  async (t) => {
    const server = await startServer(t)
    const { browser } = await given(server)
    const leave = (query: Record<string, string>) =>
      browser.send({ url: `/api/oidc/default/v2/logout?${new URLSearchParams(query)}` })
    const foreign = await leave({ client_id: 'rp', returnTo: 'https://evil.example/' })
    t.equal(foreign.statusCode, 400)
    t.match(foreign.body, 'data-error="invalid_request"')
    const asked = await leave({ client_id: 'rp', returnTo: ADDRESS })
    t.equal(asked.statusCode, 200, 'any page of the web could have sent the browser here')
    const action = /action="([^"]+confirm[^"]*)"/.exec(asked.body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const reply = await browser.submit(action, asked.body)
    t.equal(reply.headers.location, ADDRESS)
    t.equal(await isSignedIn(browser), false)
    t.equal((await leave({ client_id: 'rp', returnTo: ADDRESS })).headers.location, ADDRESS)
    t.equal((await leave({})).statusCode, 200)
  },
)
const stayUrl = (page: string) => unescaped(/class="second" href="([^"]+)"/.exec(page)?.[1])
