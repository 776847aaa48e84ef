import t from 'tap'
import { answerOf, Browser, givenPerson, givenRp, REQUEST } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'

const CLAIMS = {
  name: 'Ada Lovelace',
  locale: 'en-GB',
  zoneinfo: 'Europe/London',
  phone_number: '+44 20 7946 0000',
}

async function asked(t: Parameters<typeof startServer>[0], scope = 'openid profile email') {
  const server = await startServer(t)
  await givenRp(server, { metadata: { first_party: false } })
  const ada = await givenPerson(server, 'ada', { claims: CLAIMS })
  const browser = new Browser(server)
  await browser.signIn(ada)
  const url = String((await browser.authorize({ scope })).headers.location)
  return { server, browser, url, ada }
}

t.test(
  'Core §3.1.2.4: the page lists what is asked for with its values, and neither button presses itself',
  async (t) => {
    const { browser, url } = await asked(t)
    const page = await browser.get(url)
    t.match(page.body, /Share this with/)
    for (const value of ['Ada Lovelace', 'British English, London', 'ada@example.com', 'rp.example'])
      t.match(page.body, value)
    t.notMatch(page.body, /autofocus/)
  },
)

t.test('Core §3.1.2.3: "Not you?" lets somebody else sign in for the same request', async (t) => {
  const { browser, url } = await asked(t)
  const page = await browser.get(url)
  const other = /<a href="([^"]*)">Not you\?<\/a>/.exec(page.body)?.[1] ?? ''
  const reply = await browser.get(other)
  t.equal(reply.statusCode, 200)
  t.match(reply.body, /<h1>Sign in<\/h1>/)
})

t.test('Core §3.1.2.4: Allow is remembered; more is asked for by name later', async (t) => {
  const { browser, url } = await asked(t)
  const page = await browser.get(url)
  const allowed = await browser.submit(url, page.body)
  t.equal(allowed.statusCode, 303)
  t.match(answerOf(await browser.get(String(allowed.headers.location))), { code: /./ })

  t.match(answerOf(await browser.authorize({ scope: 'openid email' })), { code: /./ }, 'less needs no asking')

  const more_url = String(
    (await browser.authorize({ scope: 'openid email phone offline_access' })).headers.location,
  )
  const more = await browser.get(more_url)
  t.match(more.body, /asks for more/)
  t.match(more.body, /New/)
  t.match(more.body, /Already allowed on 15 January 2027/)
  await browser.submit(more_url, more.body)
  t.match(
    answerOf(await browser.authorize({ scope: 'openid profile phone' })),
    { code: /./ },
    'and all of it is kept',
  )
})

t.test('RFC 6749 §4.1.2.1: Cancel is access_denied, and nothing is remembered', async (t) => {
  const { browser, url } = await asked(t)
  const page = await browser.get(url)
  const cancel =
    /action="([^"]+\/cancel)"/.exec(page.body)?.[1] ??
    /formaction="([^"]+\/cancel)"/.exec(page.body)?.[1] ??
    ''
  t.match(answerOf(await browser.submit(cancel, page.body)), { error: 'access_denied', state: REQUEST.state })
  t.match((await browser.authorize({ scope: 'openid profile email' })).headers.location, /\/consent\//)
})

t.test('RFC 9700 §4.7: Allow from a forged form is refused', async (t) => {
  const { browser, url } = await asked(t)
  const forged = await browser.submit(url, '')
  t.equal(forged.statusCode, 400)
  t.match((await browser.authorize({ scope: 'openid profile email' })).headers.location, /\/consent\//)
})

t.test('Consent: who is no longer signed in signs in first', async (t) => {
  const { browser, url } = await asked(t)
  browser.cookies.delete('vignette.default.session')
  const reply = await browser.get(url)
  t.equal(reply.statusCode, 303)
  t.match(reply.headers.location, /\/authorize\//)
  t.match((await browser.submit(url, '')).headers.location, /\/authorize\//)
  browser.cookies.clear()
  t.equal((await browser.get(url)).statusCode, 400)
  t.equal((await browser.submit(url, '')).statusCode, 400)
})

t.test('Consent: what one person allowed in an interaction is not taken for another’s', async (t) => {
  const { server, browser, url } = await asked(t)
  const page = await browser.get(url)
  const allowed = await browser.submit(url, page.body)
  await browser.signIn(await givenPerson(server, 'bob'))
  t.match((await browser.get(String(allowed.headers.location))).headers.location, /\/consent\//)
})

t.test('Consent: a page that one person was shown is no answer of another’s', async (t) => {
  const { server, browser, url } = await asked(t)
  const page = await browser.get(url)
  await browser.signIn(await givenPerson(server, 'bob'))
  const pressed = await browser.submit(url, page.body)
  t.match(pressed, { statusCode: 303, headers: { location: /\/consent\// } }, 'bob is asked himself')
  t.match((await browser.authorize({ scope: 'openid profile email' })).headers.location, /\/consent\//)
  t.match((await browser.get(url)).body, /bob/)
})
