import t from 'tap'
import { DemoBrowser, devServer, textOf } from '../helpers/dev-server.ts'

t.test('OpenID Connect Core 1.0 §3.1: before signing in the page says what will happen', async (t) => {
  const dev = await devServer(t)
  const reply = await new DemoBrowser(dev).send({ url: '/demo' })
  const text = textOf(reply.payload)
  t.match(text, 'A demo application')
  t.match(text, 'What will happen Discover')
  t.match(text, 'Sign in again, even if signed in')
  t.match(text, 'No account yet? Be ada')
  t.match(text, dev.person.pin)
  t.match(text, 'Create an account')
  t.same(reply.cookies, [], 'nobody needs a session to read')
})

t.test('OpenID Connect Core 1.0 §3.1.2.1: what the demo application asks for', async (t) => {
  const dev = await devServer(t)
  const reply = await new DemoBrowser(dev).send({
    url: '/demo/sign-in?prompt=login&login_hint=ada&scope=email&login_hint2=x',
  })
  t.equal(reply.statusCode, 303)
  const asked = new URL(String(reply.headers['location']))
  t.equal(`${asked.origin}${asked.pathname}`, `${dev.issuer}/authorize`)
  t.match(Object.fromEntries(asked.searchParams), {
    client_id: 'demo',
    response_type: 'code',
    redirect_uri: `${dev.url}/demo/callback`,
    scope: 'openid profile email address phone offline_access',
    code_challenge_method: 'S256',
    prompt: 'login',
    login_hint: 'ada',
  })
  for (const name of ['state', 'nonce', 'code_challenge']) t.ok(asked.searchParams.get(name), name)
  t.notOk(asked.searchParams.has('login_hint2'))
  t.match(reply.cookies, [{ name: 'vignette.demo', path: '/demo', httpOnly: true, sameSite: 'Lax' }])
})

t.test('RFC 6749 §3.1: a wish that is stated twice is left out', async (t) => {
  const dev = await devServer(t)
  const reply = await new DemoBrowser(dev).send({ url: '/demo/sign-in?prompt=login&prompt=none' })
  t.notOk(new URL(String(reply.headers['location'])).searchParams.has('prompt'))
})

t.test('OpenID Connect Core 1.0 §3.1.3.7: signed in, every claim is shown with what it says', async (t) => {
  const dev = await devServer(t)
  const browser = new DemoBrowser(dev)
  const text = textOf(await browser.signInAsAda())
  t.match(text, 'Signed in as Ada Lovelace')
  t.match(text, 'ID token, verified')
  t.match(text, 'Signed with RS256 by key')
  t.match(text, `iss ${dev.issuer} Who says so. Equals the issuer in discovery.`)
  t.match(text, 'aud demo For whom.')
  t.match(text, 'email ada@example.com')
  t.match(text, 'You signed in Picture and PIN, there and back in 0 s.')
  t.match(text, 'Allows openid, profile, email, address, phone, offline_access')
  t.match(text, 'Used 0 times. Each use gives a new one')
  t.notMatch(text, ' New ')
})

t.test('OpenID Connect Core 1.0 §3.1.2.3: somebody whom the server knew is told so', async (t) => {
  const dev = await devServer(t)
  const browser = new DemoBrowser(dev)
  await browser.signInAsAda()
  dev.clock.seconds += 60
  t.match(textOf(await browser.follow('/demo/sign-in')), 'You were signed in The server knew you from before')
})

t.test('RFC 6749 §10.12: an answer under another state is refused, and never redeemed', async (t) => {
  const dev = await devServer(t)
  const browser = new DemoBrowser(dev)
  await browser.send({ url: '/demo/sign-in' })
  const iss = encodeURIComponent(dev.issuer)
  const text = textOf(await browser.follow(`/demo/callback?code=stolen&state=other&iss=${iss}`))
  t.match(text, 'Step 4, a code comes back: refused. The server’s answer did not pass')
  t.match(text, /unexpected "state" response parameter value/)
  t.notOk(dev.notices.some(({ flow }) => flow === 'token'))
})

t.test('OpenID Connect Core 1.0 §3.1.2.6: a refusal at the server is told as it came', async (t) => {
  const dev = await devServer(t)
  const browser = new DemoBrowser(dev)
  const text = textOf(await browser.follow('/demo/sign-in?prompt=none'))
  t.match(text, 'Step 4, a code comes back: refused. The server said, word for word: login_required')
})

t.test('RFC 6749 §5.2: a refusal of the code is told as it came', async (t) => {
  const dev = await devServer(t)
  const browser = new DemoBrowser(dev)
  const sent = await browser.send({ url: '/demo/sign-in' })
  const state = new URL(String(sent.headers['location'])).searchParams.get('state')
  const iss = encodeURIComponent(dev.issuer)
  const text = textOf(await browser.follow(`/demo/callback?code=unknown&state=${state}&iss=${iss}`))
  t.match(text, 'Step 5, code becomes tokens: refused. The server said, word for word: invalid_grant')
})

t.test('RFC 6749 §10.12: a browser that did not begin gets nothing', async (t) => {
  const dev = await devServer(t)
  const text = textOf(await new DemoBrowser(dev).follow('/demo/callback?code=stolen&state=other'))
  t.match(text, 'This browser has no sign-in under way here.')
})

t.test('RFC 6749 §4.1.2: the callback loaded again changes nothing', async (t) => {
  const dev = await devServer(t)
  const browser = new DemoBrowser(dev)
  await browser.signInAsAda()
  const text = textOf(await browser.follow('/demo/callback?code=again&state=again'))
  t.match(text, 'Signed in as Ada Lovelace')
  t.notMatch(text, 'refused')
})

t.test('OWASP session fixation: who signs in gets another cookie', async (t) => {
  const dev = await devServer(t)
  const browser = new DemoBrowser(dev)
  await browser.send({ url: '/demo/sign-in' })
  const planted = browser.cookies.get('vignette.demo')
  await browser.signInAsAda()
  const thief = new DemoBrowser(dev)
  thief.cookies.set('vignette.demo', planted ?? '')
  t.not(browser.cookies.get('vignette.demo'), planted)
  t.match(textOf(await thief.follow('/demo')), 'A demo application')
})

t.test('OpenID Connect Discovery 1.0 §4: a server that cannot be asked is told at step 1', async (t) => {
  const issuer = 'https://localhost:1'
  const dev = await devServer(t, { demo: { issuer, client_id: 'demo' } })
  const text = textOf(await new DemoBrowser(dev).follow('/demo/sign-in'))
  t.match(text, 'Step 1, discover: refused. The server’s answer did not pass, or there was none.')
  t.match(text, 'fetch failed')
})
