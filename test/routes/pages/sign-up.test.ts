import t, { type Test } from 'tap'
import { findUserByName } from '../../../src/domain/users/user.ts'
import { answerOf, givenPerson, givenRp, REQUEST } from '../../helpers/authorization.ts'
import { EnrolBrowser, EVE, givenPolicy } from '../../helpers/enrolment.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { deliveredLinks, press } from '../../helpers/links.ts'

const HIDDEN = { self_registration: true, hide_accounts: true }

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
  t.match(page.headers['content-security-policy'], "form-action 'self' https:;")
  t.equal(page.headers['cache-control'], 'no-store')
  const silent = await browser.authorize({ prompt: 'create none' })
  t.match(answerOf(silent), { error: 'invalid_request' })
})

t.test('Initiating User Registration §4.1: each hint stands in its own field', async (t) => {
  const { server, browser } = await givenServer(t)
  const hints = { login_hint: 'eve', email_hint: 'eve"@example.com' }
  for (const policy of [{ self_registration: true }, HIDDEN]) {
    await givenPolicy(server, policy)
    const both = (await browser.openSignUp(hints)).body
    t.match(both, /id="username"[^>]* value="eve"/)
    t.match(both, /id="email"[^>]* value="eve&quot;@example\.com"/)
    t.notMatch(both, 'readonly', 'nothing is proved by it')
    const address = (await browser.openSignUp({ email_hint: 'eve@example.com' })).body
    t.match(address, /id="username"[^>]* value=""/)
    t.match(address, /id="email"[^>]* value="eve@example\.com"/)
    t.match((await browser.openSignUp({ login_hint: 'eve' })).body, /id="email"[^>]* value=""/)
  }
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

/** A tenant that tells nobody who has an account, and somebody at the page that asks for an address. */
async function givenHidden(t: Test) {
  const { server, browser } = await givenServer(t)
  await givenPolicy(server, HIDDEN)
  const ann = await givenPerson(server, 'ann')
  const page = await browser.openSignUp({ login_hint: 'eve' })
  const url = `${server.issuer}/sign-up/${browser.interaction}`
  const ask = (email: string, username = 'eve') => browser.submit(url, page.body, { username, email })
  return { server, browser, ann, page, url, ask }
}

t.test(
  'RFC 9807 §10.9: where accounts are hidden an address is asked for, and no name is told',
  async (t) => {
    const { server, browser, page, ask } = await givenHidden(t)
    t.match(page.body, /<h1>Create an account<\/h1>/)
    t.match(page.body, 'value="eve"')
    t.match(page.body, `href="${server.issuer}/sign-in/${browser.interaction}"`)
    t.notMatch(page.body, 'data-ticket')

    const [of_ann, of_nobody] = [await ask('ann@example.com', 'ann'), await ask('eve@example.com')]
    t.equal(of_nobody.statusCode, 200)
    t.match(of_nobody.body, /<h1[^>]*>Look in your mail<\/h1>/)
    t.match(of_nobody.body, 'eve@example.com')
    const told = (body: string) => body.replaceAll(/ann|eve/g, '')
    t.equal(told(of_ann.body), told(of_nobody.body), 'nor who has an account')
    t.same(Object.keys(of_ann.headers), Object.keys(of_nobody.headers))
    const letters = await deliveredLinks(server)
    t.equal(letters['ann@example.com'], `${server.issuer}/sign-in/${browser.interaction}`)
    t.match((await browser.get(String(letters['ann@example.com']))).body, /<h1[^>]*>Sign in<\/h1>/)
  },
)

t.test('Sign up: the mailed link opens the rest of the first step, with the address proved', async (t) => {
  const { server, browser, ask, url } = await givenHidden(t)
  await ask('eve@example.com')
  const link = String((await deliveredLinks(server))['eve@example.com'])
  const opened = await browser.get(link)
  t.match(opened.body, /<h1>Create an account<\/h1>/)
  t.equal((await browser.get(link)).statusCode, 200, 'opening it changes nothing')
  const pressed = await browser.submit(link, opened.body)
  const page = await browser.open(String(pressed.headers.location))
  t.match(page.body, /id="username"[^>]* value="eve"/)
  t.match(page.body, /id="email"[^>]* value="eve@example.com"[^>]* readonly/)
  t.equal((await browser.get(link)).statusCode, 410, 'once')

  const { next } = (await browser.enrol({ ...EVE, email: 'stranger@example.com' })).json()
  t.equal((await browser.get(next)).statusCode, 200)
  const user = await findUserByName(await server.tenant(), 'eve')
  t.match(user, { email: 'eve@example.com', email_verified: true })
  t.ok(answerOf(await browser.get(url.replace('/sign-up/', '/authorize/')))['code'])
  t.equal((await browser.get(url)).statusCode, 200, 'and the page asks no more')
})

t.test('Sign up: of two links for one address the second makes no second account', async (t) => {
  const { server, browser, ask } = await givenHidden(t)
  await ask('eve@example.com')
  const first = String((await deliveredLinks(server))['eve@example.com'])
  await ask('eve@example.com')
  const second = String((await deliveredLinks(server))['eve@example.com'])
  await browser.open(String((await press(browser, first)).headers.location))
  t.equal((await browser.enrol(EVE)).statusCode, 200)
  t.equal((await press(browser, second)).statusCode, 410)
})

t.test(
  'Sign up: the link works on another device too, and a day long, without the application',
  async (t) => {
    const { server, ask } = await givenHidden(t)
    await ask('eve@example.com')
    const link = String((await deliveredLinks(server))['eve@example.com'])
    const phone = new EnrolBrowser(server)
    server.clock.seconds += 24 * 3600 - 1
    await phone.open(String((await press(phone, link)).headers.location))
    const { next } = (await phone.enrol(EVE)).json()
    t.match((await phone.get(next)).body, /You’re ready/)
    await ask('bob@example.com', 'bob')
    server.clock.seconds += 24 * 3600
    t.equal((await phone.get(link)).statusCode, 410)
  },
)

t.test(
  'Sign up: what can be no address is said at once; too many links, and forged forms, are refused',
  async (t) => {
    const { browser, ask, url } = await givenHidden(t)
    const wrong = await ask('nobody')
    t.equal(wrong.statusCode, 400)
    t.match(wrong.body, 'This doesn’t look like an email address.')
    t.match(wrong.body, 'value="nobody"')
    t.match((await ask('eve@example.com', 'a b')).body, 'Use letters, digits, dots and dashes.')
    for (let count = 0; count < 5; count += 1) await ask('eve@example.com')
    const late = await ask('eve@example.com')
    t.equal(late.statusCode, 429)
    t.match(late.body, 'value="eve@example.com"')
    t.equal((await browser.submit(url, '', EVE)).statusCode, 400)
  },
)

t.test(
  'Sign up: without a hint the fields are empty, and a link is dead once nobody may sign up',
  async (t) => {
    const { server, browser, ask } = await givenHidden(t)
    t.match((await browser.openSignUp()).body, /id="username"[^>]* value=""/)
    await ask('eve@example.com')
    const link = String((await deliveredLinks(server))['eve@example.com'])
    await givenPolicy(server, { ...HIDDEN, self_registration: false })
    t.equal((await browser.get(String((await press(browser, link)).headers.location))).statusCode, 410)
  },
)
