import t from 'tap'
import { DemoBrowser, devServer, textOf } from '../helpers/dev-server.ts'

t.test('OpenID Connect Core 1.0 §12: a refresh changes what it must, and the page says what', async (t) => {
  const dev = await devServer(t)
  const browser = new DemoBrowser(dev)
  const page = await browser.signInAsAda()
  dev.clock.seconds += 1
  const text = textOf(await browser.press('/demo/refresh', page))
  t.match(text, 'Then the tokens were refreshed, without asking you, in')
  for (const name of ['exp', 'iat', 'at_hash', 'Access token', 'Refresh token', 'ID token, verified']) {
    t.match(text, `${name} New`)
  }
  t.notMatch(text, 'sub New')
  t.match(text, 'Used 1 time. Each use gives a new one')
})

t.test('OpenID Connect Core 1.0 §5.3: userinfo is asked with the access token', async (t) => {
  const dev = await devServer(t)
  const browser = new DemoBrowser(dev)
  const text = textOf(await browser.press('/demo/userinfo', await browser.signInAsAda()))
  t.match(text, /Ask userinfo with it 200, \d+ claims, \d+ ms/)
  t.match(text, 'Userinfo, asked')
})

t.test('RFC 9700 §4.14.2: a refresh token used again is caught, and takes all others with it', async (t) => {
  const dev = await devServer(t)
  const browser = new DemoBrowser(dev)
  const page = await browser.signInAsAda()
  const caught = await browser.press('/demo/reuse', page)
  t.match(textOf(caught), 'Reuse was caught.')
  t.match(textOf(caught), 'The old one invalid_grant')
  t.match(textOf(caught), 'The newest one, afterwards invalid_grant')
  t.match(textOf(caught), 'Sign in again')
  t.notMatch(textOf(caught), 'Refresh tokens')
  t.ok(dev.notices.some(({ rule }) => rule === 'refresh-token-reused'))

  const refused = textOf(await browser.press('/demo/userinfo', caught))
  t.match(refused, 'Ask userinfo: refused. The server said, word for word: invalid_token')
})

t.test(
  'OpenID Connect RP-Initiated Logout 1.0 §2: signing out ends both sessions and comes back',
  async (t) => {
    const dev = await devServer(t)
    const browser = new DemoBrowser(dev)
    const left = textOf(await browser.press('/demo/sign-out', await browser.signInAsAda()))
    t.match(left, 'A demo application')
    t.match(left, 'Signed out. Here and at the server')
    t.notMatch(textOf(await browser.follow('/demo?state=other')), 'Signed out.', 'somebody else’s sign-out')
    const again = await browser.follow('/demo/sign-in?prompt=none')
    t.match(textOf(again), 'login_required', 'the server has forgotten too')
  },
)

t.test('RFC 9700 §4.7: a form that is not from the page in this browser is refused', async (t) => {
  const dev = await devServer(t)
  const browser = new DemoBrowser(dev)
  await browser.signInAsAda()
  for (const form of ['/demo/refresh', '/demo/userinfo', '/demo/reuse', '/demo/sign-out']) {
    t.match(
      await browser.press(form, '<input type="hidden" name="csrf_token" value="forged">'),
      'data-error="invalid_request"',
    )
    t.match(await browser.press(form, ''), 'data-error="invalid_request"')
  }
  t.match(textOf(await browser.follow('/demo')), 'Signed in as Ada Lovelace')
})

t.test(
  'Demo application: a form of a page from before signing out leads back to the beginning',
  async (t) => {
    const dev = await devServer(t)
    const browser = new DemoBrowser(dev)
    const page = await browser.signInAsAda()
    await browser.press('/demo/sign-out', page)
    for (const form of ['/demo/refresh', '/demo/sign-out']) {
      t.match(textOf(await browser.press(form, page)), 'A demo application')
    }
  },
)
