import t, { type Test } from 'tap'
import { ASKING_LIMITS, chargeAddress } from '../../src/domain/enrolment/enrolment-limits.ts'
import { listUsers } from '../../src/store/users.ts'
import { givenPerson, givenRp } from '../helpers/authorization.ts'
import { EnrolBrowser, EVE, givenPolicy } from '../helpers/enrolment.ts'
import { PUBLIC_URL, startServer, type TestServer } from '../helpers/fixtures.ts'

const UNKNOWN = '00112233-4455-7677-8899-aabbccddeeff'
const RECORD = 'A'.repeat(256)

async function givenServer(t: Test, policy: object = {}, settings = {}) {
  const server = await startServer(t, settings)
  await givenRp(server)
  await givenRp(server, { tenant_id: 'other' })
  await givenPolicy(server, { self_registration: true, ...policy })
  return server
}

async function givenPage(t: Test, policy: object = {}) {
  const server = await givenServer(t, policy)
  const browser = new EnrolBrowser(server)
  await browser.openSignUp()
  return { server, browser }
}

const pageOf = ({ issuer }: TestServer, { ticket }: EnrolBrowser) => `${issuer}/enrol/${ticket}`

t.test('RFC 9807 §5: from the page to the codes, each answer kept nowhere', async (t) => {
  const { server, browser } = await givenPage(t)
  const checked = await browser.post('check', { ticket: browser.ticket, ...EVE })
  t.equal(checked.statusCode, 200)
  t.same(checked.json(), { ok: true })
  const half = await browser.half()
  const started = await browser.start(half, EVE)
  t.same(Object.keys(started.json()), ['response', 'ksf'])
  t.same(started.json().ksf, { m: 19_456, t: 2, p: 1 })
  const finished = await browser.finish(half, started)
  t.equal(finished.statusCode, 200)
  t.same(Object.keys(finished.json()), ['ok', 'recovery_codes', 'next'])
  t.equal(finished.json().next, `${pageOf(server, browser)}/done`)
  for (const reply of [checked, started, finished]) t.equal(reply.headers['cache-control'], 'no-store')
  t.match(finished.cookies, [
    { name: 'vignette.default.session', httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 30 * 86_400 },
    { name: 'vignette.default.state', sameSite: 'Lax', path: '/', maxAge: 30 * 86_400 },
    { name: 'vignette.default.known', httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 365 * 86_400 },
  ])
})

t.test(
  'Sign up: what is wrong with what was stated is told in one word, before anything is made',
  async (t) => {
    const { server, browser } = await givenPage(t)
    await givenPerson(server, 'ann')
    const wrong = [
      [{ username: 'ann' }, 'name_taken'],
      [{ username: 'ANN' }, 'name_taken'],
      [{ username: 'аnn' }, 'name_taken'],
      [{ username: 'e v e' }, 'name_invalid'],
      [{ username: '' }, 'name_invalid'],
      [{ email: 'eve' }, 'email_invalid'],
      [{ email: '' }, 'email_invalid'],
      [{ email: 'eve@one@two.example' }, 'email_invalid'],
    ] as const
    for (const [changes, error] of wrong) {
      const checked = await browser.post('check', { ticket: browser.ticket, ...EVE, ...changes })
      const started = await browser.start(await browser.half(), { ...EVE, ...changes })
      for (const reply of [checked, started]) {
        t.equal(reply.statusCode, 400)
        t.same(reply.json(), { error }, JSON.stringify(changes))
      }
    }
    for (const name of ['', 'x'.repeat(201), 'a\nb']) {
      const started = await browser.start(await browser.half(), { ...EVE, name })
      t.same(started.json(), { error: 'display_name_invalid' })
    }
    t.match(server.notices.at(-1), { flow: 'enrolment', step: 'refused', rule: 'display-name-invalid' })
    t.equal((await browser.enrol(EVE)).statusCode, 200, 'and the same page goes on')
  },
)

t.test('RFC 5321 §2.3.5: outside of one’s own machine an address needs a host with a dot', async (t) => {
  const server = await givenServer(t, {}, { public_url: 'https://login.example' })
  const browser = new EnrolBrowser(server)
  await browser.openSignUp()
  const cookie = browser.cookies.get('__Host-vignette.default.browser')
  t.ok(cookie)
  const body = { ticket: browser.ticket, ...EVE, email: 'eve@localhost' }
  const reply = await browser.post('check', body, { origin: 'https://login.example' })
  t.same(reply.json(), { error: 'email_undeliverable' })
})

t.test('RFC 6454 §7: only a page of this server may ask', async (t) => {
  const { server, browser } = await givenPage(t)
  const half = await browser.half()
  const bodies = {
    check: { ticket: browser.ticket, ...EVE },
    start: { ticket: browser.ticket, request: half.request, ...EVE },
    finish: { ticket: browser.ticket, record: RECORD, method: 'pin' },
  }
  for (const origin of [undefined, 'null', 'https://evil.example', `${PUBLIC_URL}.evil.example`]) {
    for (const [step, body] of Object.entries(bodies)) {
      const reply = await browser.post(step, body, { origin })
      t.equal(reply.statusCode, 403, `${step} from ${origin}`)
      t.match(reply.json(), { error: 'access_denied' })
    }
  }
  t.match(server.notices.at(-1), { rule: 'origin-foreign' })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    const reply = await browser.post('start', JSON.stringify(bodies.start), { 'content-type': type })
    t.match(reply.json(), { error: 'invalid_request' }, type)
  }
})

t.test('RFC 9110 §15.5.1: bodies that are not of the form are invalid_request', async (t) => {
  const { server, browser } = await givenPage(t)
  const { ticket } = browser
  const half = await browser.half()
  const started = await browser.start(half, EVE)
  const start = { ticket, request: half.request, ...EVE }
  const finish = { ticket, record: RECORD, method: 'pin' }
  const bad = [
    ['check', { ...EVE }],
    ['check', { ticket: 'no uuid', ...EVE }],
    ['check', { ticket, ...EVE, username: ['eve'] }],
    ['check', { ticket, ...EVE, email: 'x'.repeat(1001) }],
    ['check', { ticket, ...EVE, more: 1 }],
    ['start', { ...start, request: 'AAAA' }],
    ['start', { ...start, request: '!'.repeat(43) }],
    ['start', { ...start, request: undefined }],
    ['start', '{'],
    ['start', 'null'],
    ['finish', { ...finish, record: 'A'.repeat(255) }],
    ['finish', { ...finish, record: '='.repeat(256) }],
    ['finish', { ...finish, record: [] }],
    ['finish', { ...finish, method: 'password' }],
    ['finish', { ...finish, method: 'pattern' }],
    ['finish', { ...finish, method: 'none' }],
    ['finish', { ...finish, sign_out_others: 'yes' }],
  ] as const
  for (const [step, payload] of bad) {
    const reply = await browser.post(step, payload)
    t.equal(reply.statusCode, 400, JSON.stringify(payload))
    t.match(reply.json(), { error: 'invalid_request' })
  }
  t.same(await server.db.all(listUsers, { tenant_id: 'default' }), [])
  t.equal((await browser.finish(half, started)).statusCode, 200)
})

t.test('RFC 9807 §5.2.3: a record without the step before it is refused', async (t) => {
  const { server, browser } = await givenPage(t)
  const reply = await browser.post('finish', { ticket: browser.ticket, record: RECORD, method: 'pin' })
  t.equal(reply.statusCode, 400)
  t.match(server.notices.at(-1), { rule: 'registration-not-started' })
})

t.test(
  'Visual passcode: what another browser, tenant, time or purpose was given does not go on',
  async (t) => {
    const { server, browser } = await givenPage(t)
    const ann = await givenPerson(server, 'ann')
    const stranger = new EnrolBrowser(server)
    await stranger.openSignUp()
    const elsewhere = new EnrolBrowser(server, 'other')
    await elsewhere.openSignUp()
    elsewhere.cookies.set('vignette.other.browser', browser.secret)
    const half = await browser.half()
    const next = pageOf(server, browser)
    for (const other of [stranger, elsewhere]) {
      const answers = [
        await other.post('check', { ticket: browser.ticket, ...EVE }),
        await other.start(half, EVE, { ticket: browser.ticket }),
        await other.post('finish', { ticket: browser.ticket, record: RECORD, method: 'pin' }),
      ]
      for (const reply of answers) {
        t.equal(reply.statusCode, 410)
        t.same(reply.json(), { error: 'expired', next: next.replace('default', other.tenant_id) })
      }
    }
    t.equal((await browser.start(half, EVE, { ticket: UNKNOWN })).statusCode, 410)

    const change = new EnrolBrowser(server)
    await change.given({ purpose: 'change', user_id: ann })
    t.equal((await change.start(half)).statusCode, 410, 'a change is for whoever is signed in')
    t.match(server.notices.at(-1), { rule: 'enrolment-session-missing' })
    await change.signIn(await givenPerson(server, 'bob'))
    t.equal((await change.start(half)).statusCode, 410, 'and for nobody else')
    await change.signIn(ann)
    t.equal((await change.start(half)).statusCode, 200)

    server.clock.seconds += 3600
    t.equal((await browser.start(half, EVE)).statusCode, 410)
    t.match(server.notices.at(-1), { rule: 'enrolment-expired' })
  },
)

t.test('Sign up: where it was closed meanwhile, or the request is over, it does not go on', async (t) => {
  const { server, browser } = await givenPage(t)
  const half = await browser.half()
  const started = await browser.start(half, EVE)
  await givenPolicy(server, { self_registration: false })
  t.equal((await browser.finish(half, started)).statusCode, 410)
  t.match(server.notices.at(-1), { rule: 'enrolment-sign-up-closed' })
  await givenPolicy(server)
  const url = `${server.issuer}/sign-up/${browser.interaction}`
  await browser.submit(`${url}/cancel`, (await browser.get(url)).body)
  t.equal((await browser.finish(half, started)).statusCode, 410)
  t.match(server.notices.at(-1), { rule: 'enrolment-interaction-over' })
})

t.test('RFC 6585 §4: asking has an end for each address', async (t) => {
  const { server, browser } = await givenPage(t)
  const deps = await server.tenant()
  for (let count = 0; count < 60; count += 1) await chargeAddress(deps, ASKING_LIMITS, browser.address)
  const replies = [
    await browser.post('check', { ticket: browser.ticket, ...EVE }),
    await browser.start(await browser.half(), EVE),
  ]
  for (const reply of replies) {
    t.equal(reply.statusCode, 429)
    t.same(reply.json(), { error: 'too_many', retry_after: 300 })
    t.equal(reply.headers['retry-after'], '300')
  }
  t.match(server.notices.at(-1), { rule: 'too-many-enrolments' })
  browser.address = '192.0.2.77'
  t.equal((await browser.enrol(EVE)).statusCode, 200)
})
