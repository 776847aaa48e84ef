import t, { type Test } from 'tap'
import { answerOf, givenRp, REDIRECT_URI, REQUEST } from '../../helpers/authorization.ts'
import { EnrolBrowser, EVE, givenPolicy } from '../../helpers/enrolment.ts'
import { startServer } from '../../helpers/fixtures.ts'

async function givenServer(t: Test, metadata: Record<string, unknown> = {}) {
  const server = await startServer(t)
  await givenRp(server, { metadata: { client_uri: 'https://rp.example/', ...metadata } })
  await givenPolicy(server)
  return { server, browser: new EnrolBrowser(server) }
}

t.test('Initiating User Registration §4.1: prompt=create leads to the page of signing up', async (t) => {
  const { server, browser } = await givenServer(t)
  const page = await browser.openSignUp({ login_hint: 'eve "<b>' })
  t.equal(page.statusCode, 200)
  t.match(page.body, /<h1[^>]*>Create an account<\/h1>/)
  t.match(page.body, /<bdi>Harbour Notes<\/bdi>/)
  t.match(page.body, 'eve &quot;&lt;b&gt;')
  t.match(page.body, `href="${server.issuer}/sign-in/${browser.interaction}"`)
  t.match(page.headers['content-security-policy'], `form-action 'self' ${new URL(REDIRECT_URI).origin}`)
  t.equal(page.headers['cache-control'], 'no-store')
  const silent = await browser.authorize({ prompt: 'create none' })
  t.match(answerOf(silent), { error: 'invalid_request' })
})

t.test('Initiating User Registration §4.1: it asks whoever is signed in too, and once', async (t) => {
  const { server, browser } = await givenServer(t)
  await browser.openSignUp()
  const { next } = (await browser.enrol(EVE)).json()
  t.equal((await browser.get(next)).statusCode, 200)
  const answered = await browser.get(`${server.issuer}/authorize/${browser.interaction}`)
  t.ok(answerOf(answered)['code'])
  t.match((await browser.openSignUp()).body, /Create an account/)
})

t.test('Sign in: the page leads to signing up, and back, without another beginning', async (t) => {
  const { browser } = await givenServer(t)
  const { headers } = await browser.authorize()
  const page = await browser.get(String(headers.location))
  const url = String(headers.location).replace('/sign-in/', '/sign-up/')
  t.match(page.body, `<a href="${url}">Create an account</a>`)
  const sign_up = await browser.open(url)
  t.match(sign_up.body, `href="${String(headers.location)}"`)
  await browser.enrol(EVE)
  t.ok(answerOf(await browser.get(url.replace('/sign-up/', '/authorize/')))['code'])
})

t.test('Sign up: where tenant or client say no there is no link, and its address is refused', async (t) => {
  const closed = [
    [{ self_registration: false }, {}, 'regular'],
    [{ self_registration: true }, { self_registration: false }, 'regular'],
    [{ self_registration: true }, {}, '2fa'],
  ] as const
  for (const [policy, metadata, type] of closed) {
    const { server, browser } = await givenServer(t, metadata)
    await givenPolicy(server, policy, type)
    const { headers } = await browser.authorize()
    const page = await browser.get(String(headers.location))
    t.notMatch(page.body, /Create an account/)
    const forced = await browser.get(String(headers.location).replace('/sign-in/', '/sign-up/'))
    t.equal(forced.statusCode, 400)
    t.match(forced.body, /The application asked in a way we can’t follow/)
    t.match(server.notices.at(-1), { flow: 'sign-up', rule: 'sign-up-closed' })
    const asked = answerOf(await browser.authorize({ prompt: 'create' }))
    t.match(asked, { error: 'invalid_request', state: REQUEST.state })
    t.match(server.notices.at(-1), { rule: 'sign-up-closed' })
  }
})

t.test('Sign up: a form that is sent before its script came shows the page again', async (t) => {
  const { server, browser } = await givenServer(t)
  const page = await browser.openSignUp()
  const again = await browser.submit(`${server.issuer}/sign-up/${browser.interaction}`, page.body)
  t.equal(again.statusCode, 200)
  t.match(again.body, /<h1[^>]*>Create an account<\/h1>/)
})

t.test('RFC 6749 §4.1.2.1: Cancel answers access_denied to the application, and only once', async (t) => {
  const { server, browser } = await givenServer(t)
  const page = await browser.openSignUp()
  const url = `${server.issuer}/sign-up/${browser.interaction}`
  t.match((await browser.submit(`${url}/cancel`, '')).body, /Your browser forgot where it was/)
  const cancelled = await browser.submit(`${url}/cancel`, page.body)
  t.match(answerOf(cancelled), { error: 'access_denied', state: REQUEST.state })
  t.match((await browser.submit(`${url}/cancel`, page.body)).body, /You stopped here/)
  t.match((await browser.get(url)).body, /You stopped here/)
})

t.test('Sign up: left at each step it can be taken up again', async (t) => {
  const { server, browser } = await givenServer(t)
  await browser.openSignUp()
  const url = `${server.issuer}/sign-up/${browser.interaction}`
  await browser.post('check', { ticket: browser.ticket, ...EVE })
  t.equal((await browser.open(url)).statusCode, 200, 'after the first step')
  await browser.start(await browser.half(), EVE)
  t.equal((await browser.open(url)).statusCode, 200, 'after the first half')
  t.equal(
    (await browser.post('check', { ticket: browser.ticket, ...EVE })).statusCode,
    200,
    'the name is free',
  )
  t.equal((await browser.enrol(EVE)).statusCode, 200)

  const back = await browser.get(url)
  t.equal(back.statusCode, 303, 'at the codes')
  t.equal(back.headers.location, `${server.issuer}/enrol/${browser.ticket}`)
  const gone = await browser.get(String(back.headers.location))
  t.match(gone.body, /They were shown once/)
})

t.test('Sign up: another browser, an old page and an unknown one each have words and a way on', async (t) => {
  const { server, browser } = await givenServer(t)
  await browser.openSignUp()
  const url = `${server.issuer}/sign-up/${browser.interaction}`
  const stranger = new EnrolBrowser(server)
  t.match((await stranger.get(url)).body, /Your browser forgot where it was/)
  server.clock.seconds += 3600
  const late = await browser.get(url)
  t.match(late.body, /This page has been open too long/)
  t.match(late.body, /Start again at/)
})

t.test('Sign up: who has signed in meanwhile in another tab may still sign up', async (t) => {
  const { browser } = await givenServer(t)
  await browser.openSignUp()
  await browser.enrol(EVE)
  const { headers } = await browser.authorize({ prompt: 'login' })
  await browser.signInAt(String(headers.location), 'eve')
  const page = await browser.open(String(headers.location).replace('/sign-in/', '/sign-up/'))
  t.equal(page.statusCode, 200)
  t.equal((await browser.enrol({ ...EVE, username: 'bob' })).statusCode, 200)
})
