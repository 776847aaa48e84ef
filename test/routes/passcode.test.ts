import t from 'tap'
import type { PasscodeSecret } from '../../src/passcode/passcode-secret.ts'
import { Browser, givenPerson, givenRp } from '../helpers/authorization.ts'
import { PUBLIC_URL, startServer, type TestServer } from '../helpers/fixtures.ts'
import {
  answerTo,
  type ClientSide,
  clientSide,
  enrolPasscode,
  givenEnrolled,
  PICTURE,
  PIN,
  WRONG_PIN,
} from '../helpers/passcode.ts'

const JSON_HEADERS = { 'content-type': 'application/json', origin: PUBLIC_URL }
const UNKNOWN = '00112233-4455-7677-8899-aabbccddeeff'

/** A browser at the sign-in page of a client's request. */
class SignIn extends Browser {
  interaction = ''
  own: ClientSide = { password: '', client_state: '', ke1: '' }
  #uuid = ''
  #tenant = 'default'

  async open(server: TestServer, secret: PasscodeSecret = PIN, tenant_id = 'default') {
    const reply = await this.authorize({}, tenant_id)
    this.interaction = String(reply.headers.location).split('/').at(-1) ?? ''
    this.#uuid = (await server.tenant(tenant_id)).tenant.uuid
    this.#tenant = tenant_id
    this.own = await clientSide(this.#uuid, secret)
    return this
  }

  post(
    step: 'start' | 'finish',
    payload: object | string,
    headers: Record<string, string | undefined> = {},
    remoteAddress = '192.0.2.1',
  ) {
    const url = `/api/oidc/${this.#tenant}/passcode/login/${step}`
    const sent = Object.fromEntries(
      Object.entries({ ...JSON_HEADERS, ...headers }).filter(([, value]) => value),
    )
    return this.send({ method: 'POST', url, headers: sent as Record<string, string>, payload, remoteAddress })
  }

  start(username = 'ann', changes: object = {}, remoteAddress?: string) {
    const { interaction, own } = this
    return this.post('start', { username, ke1: own.ke1, interaction, ...changes }, {}, remoteAddress)
  }

  async answer(started: Awaited<ReturnType<Browser['send']>>) {
    const { challenge, ke2, ksf } = started.json()
    const { interaction, own } = this
    return { challenge, ...(await answerTo(this.#uuid, own, { ke2, ksf }, { challenge, interaction })) }
  }

  async finish(username = 'ann') {
    return this.post('finish', await this.answer(await this.start(username)))
  }
}

async function givenServer(t: import('tap').Test, settings = {}) {
  const server = await startServer(t, settings)
  await givenRp(server)
  await givenEnrolled(server)
  return server
}

t.test('RFC 9807 §6: signing in with a passcode, from the request to the code', async (t) => {
  const server = await givenServer(t)
  const browser = await new SignIn(server).open(server)
  const started = await browser.start()
  t.equal(started.statusCode, 200)
  t.same(Object.keys(started.json()), ['challenge', 'ke2', 'ksf'])
  t.same(started.json().ksf, { m: 19_456, t: 2, p: 1 })
  t.equal(started.headers['cache-control'], 'no-store')
  t.same(started.cookies, [])

  const finished = await browser.post('finish', await browser.answer(started))
  t.equal(finished.statusCode, 200)
  const next = `${server.issuer}/authorize/${browser.interaction}`
  t.same(finished.json(), { ok: true, next })
  t.equal(finished.headers['cache-control'], 'no-store')
  t.match(finished.cookies, [
    { name: 'vignette.default.session', httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 30 * 86_400 },
    { name: 'vignette.default.state', sameSite: 'Lax', path: '/', maxAge: 30 * 86_400 },
    { name: 'vignette.default.known', httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 365 * 86_400 },
  ])
  const back = await browser.get(next)
  t.match(back.headers.location, /^https:\/\/rp\.example\/callback\?code=/)
})

t.test('RFC 9807 §10.9: no answer tells whether a name exists', async (t) => {
  const server = await givenServer(t)
  await givenPerson(server, 'gone', { status: 'inactive' })
  const shapes: unknown[] = []
  for (const [name, secret] of [
    ['ann', WRONG_PIN],
    ['bob', PIN],
    ['gone', PIN],
  ] as const) {
    const browser = await new SignIn(server).open(server, secret)
    const started = await browser.start(name)
    const finished = await browser.post('finish', await browser.answer(started))
    t.equal(finished.statusCode, 400)
    t.same(finished.json(), { error: 'no_match' })
    const headers = [started, finished].map(({ headers: { date: _, ...others } }) => others)
    shapes.push([started.statusCode, started.body.length, headers, finished.body])
    for (let count = 0; count < 4; count += 1) await browser.start(name)
    const refused = await browser.start(name)
    shapes.push([refused.statusCode, refused.body, refused.headers['retry-after']])
  }
  t.same(shapes.slice(2, 4), shapes.slice(0, 2))
  t.same(shapes.slice(4, 6), shapes.slice(0, 2))
})

t.test('RFC 6585 §4: too many tries are answered by how long to wait', async (t) => {
  const server = await givenServer(t)
  const browser = await new SignIn(server).open(server)
  for (let count = 0; count < 5; count += 1) t.equal((await browser.start()).statusCode, 200)
  const refused = await browser.start()
  t.equal(refused.statusCode, 429)
  t.same(refused.json(), { error: 'too_many', retry_after: 30 })
  t.equal(refused.headers['retry-after'], '30')
  t.equal(refused.headers['cache-control'], 'no-store')
})

t.test('RFC 6585 §4: at the hard stop the answer says where to go, for every name', async (t) => {
  const server = await givenServer(t)
  const answers: unknown[] = []
  for (const name of ['ann', 'bob']) {
    const browser = await new SignIn(server).open(server)
    await browser.start(name)
    await server.db.execute(`UPDATE attempt SET starts = 100 WHERE pool = 'account'`)
    const refused = await browser.start(name)
    t.equal(refused.statusCode, 429)
    t.equal(refused.headers['cache-control'], 'no-store')
    t.same(refused.json(), {
      error: 'prove_mailbox',
      next: `${server.issuer}/new-browser/${browser.interaction}`,
    })
    const page = await browser.get(refused.json().next)
    t.equal(page.statusCode, 200)
    answers.push([Object.keys(refused.headers), refused.body.length])
  }
  t.same(answers[0], answers[1])
})

t.test('RFC 6454 §7: only a page of this server may ask', async (t) => {
  const server = await givenServer(t)
  const browser = await new SignIn(server).open(server)
  const body = { username: 'ann', ke1: browser.own.ke1, interaction: browser.interaction }
  for (const origin of [undefined, 'null', 'https://evil.example', `${PUBLIC_URL}.evil.example`]) {
    for (const [step, payload] of [
      ['start', body],
      ['finish', { challenge: UNKNOWN, ke3: '', proof: '' }],
    ] as const) {
      const reply = await browser.post(step, payload, { origin })
      t.equal(reply.statusCode, 403, `${step} from ${origin}`)
      t.match(reply.json(), { error: 'access_denied' })
      t.equal(reply.headers['cache-control'], 'no-store')
    }
  }
  t.match(server.notices.at(-1), { rule: 'origin-foreign', expected: PUBLIC_URL })
})

t.test('RFC 9110 §15.5.16: bodies that are not of the form are invalid_request', async (t) => {
  const server = await givenServer(t)
  const browser = await new SignIn(server).open(server)
  const body = { username: 'ann', ke1: browser.own.ke1, interaction: browser.interaction }
  const finish = { challenge: UNKNOWN, ke3: '', proof: '' }
  const bad = [
    ['start', { ...body, username: '' }],
    ['start', { ...body, username: 'a'.repeat(201) }],
    ['start', { ...body, username: ['ann'] }],
    ['start', { ...body, ke1: 'AAAA' }],
    ['start', { ...body, ke1: 'A'.repeat(128) }],
    ['start', { ...body, interaction: 'no uuid' }],
    ['start', { ...body, more: 1 }],
    ['start', { username: 'ann' }],
    ['start', '{'],
    ['start', 'null'],
    ['finish', { ...finish, ke3: 'A'.repeat(87) }],
    ['finish', { ...finish, proof: 'A'.repeat(44) }],
    ['finish', { ...finish, challenge: `${UNKNOWN}0` }],
    ['finish', { ...finish, challenge: null }],
  ] as const
  for (const [step, payload] of bad) {
    const reply = await browser.post(step, payload)
    t.equal(reply.statusCode, 400, JSON.stringify(payload))
    t.match(reply.json(), { error: 'invalid_request' })
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const reply = await browser.post('start', JSON.stringify(body), { 'content-type': type })
    t.match(reply.json(), { error: 'invalid_request' }, type)
  }
  t.equal((await browser.post('start', body)).statusCode, 200)
})

t.test(
  'RFC 9110 §15.5.11: where the interaction cannot go on the answer says where its page is',
  async (t) => {
    const server = await givenServer(t)
    const browser = await new SignIn(server).open(server)
    const next = `${server.issuer}/authorize/${browser.interaction}`
    const foreign = new SignIn(server)
    foreign.interaction = browser.interaction
    foreign.own = browser.own
    const refused = await foreign.start()
    t.equal(refused.statusCode, 410)
    t.same(refused.json(), { error: 'expired', next })

    const unknown = await browser.start('ann', { interaction: UNKNOWN })
    t.same(unknown.json(), { error: 'expired', next: `${server.issuer}/authorize/${UNKNOWN}` })

    server.clock.seconds += 3590
    const answer = await browser.answer(await browser.start())
    server.clock.seconds += 10
    const late = await browser.post('finish', answer)
    t.equal(late.statusCode, 410)
    t.same(late.json(), { error: 'expired', next })
  },
)

t.test('Visual passcode: a challenge is worth nothing in another tenant or browser', async (t) => {
  const server = await givenServer(t)
  await givenRp(server, { tenant_id: 'other' })
  const browser = await new SignIn(server).open(server)
  const answer = await browser.answer(await browser.start())
  const other = await new SignIn(server).open(server, PIN, 'other')
  other.cookies.set('vignette.other.browser', browser.cookies.get('vignette.default.browser') ?? '')
  const foreign = await new SignIn(server).open(server)
  for (const stranger of [other, foreign]) {
    const reply = await stranger.post('finish', answer)
    t.equal(reply.statusCode, 400)
    t.same(reply.json(), { error: 'no_match' })
  }
  t.equal((await browser.post('finish', answer)).statusCode, 200)
  const nowhere = await server.app.inject({
    method: 'POST',
    url: '/api/oidc/nowhere/passcode/login/finish',
    headers: JSON_HEADERS,
    payload: answer,
  })
  t.match(nowhere.json(), { error: 'invalid_request' })
})

t.test('RFC 9110 §15.6.4: more starts at once than a process takes are told to come back', async (t) => {
  const server = await givenServer(t)
  const browser = await new SignIn(server).open(server)
  const replies = await Promise.all(
    Array.from({ length: 260 }, (_, index) =>
      browser.start(`name-${index}`, {}, `198.51.100.${index % 250}`),
    ),
  )
  const busy = replies.filter(({ statusCode }) => statusCode === 503)
  t.equal(busy.length, 60)
  t.same(busy[0]?.json(), { error: 'busy' })
  t.equal(busy[0]?.headers['retry-after'], '5')
  t.equal(replies.filter(({ statusCode }) => statusCode === 200).length, 200)
  t.equal((await browser.start('ann', {}, '203.0.113.1')).statusCode, 200, 'and then there is room again')
})

t.test('RFC 7239 §5.2: behind a trusted proxy each client has its own tries', async (t) => {
  const server = await givenServer(t, { trust_proxy: '192.0.2.1' })
  const browser = await new SignIn(server).open(server)
  const from = (client: string, index: number) => {
    const { interaction, own } = browser
    const body = { username: `name-${index}`, ke1: own.ke1, interaction }
    return browser.post('start', body, { 'x-forwarded-for': client })
  }
  for (let index = 0; index < 30; index += 1) await from('203.0.113.1', index)
  t.equal((await from('203.0.113.1', 30)).statusCode, 429)
  t.equal((await from('203.0.113.2', 31)).statusCode, 200)
})

t.test('Visual passcode: over https the cookies are Secure and bound to the host', async (t) => {
  const public_url = 'https://login.example'
  const server = await givenServer(t, { public_url })
  const deps = await server.tenant()
  const id = await givenPerson(server, 'bob')
  await enrolPasscode(deps, { id }, { picture: PICTURE, secret: PIN })
  const browser = await new SignIn(server).open(server)
  const { interaction, own } = browser
  const started = await browser.post(
    'start',
    { username: 'bob', ke1: own.ke1, interaction },
    { origin: public_url },
  )
  const { challenge, ke2, ksf } = started.json()
  const place = { challenge, interaction, origin: public_url }
  const answer = await answerTo(deps.tenant.uuid, own, { ke2, ksf }, place)
  const finished = await browser.post('finish', { challenge, ...answer }, { origin: public_url })
  t.match(finished.cookies, [
    { name: '__Host-vignette.default.session', secure: true, httpOnly: true, sameSite: 'None', path: '/' },
    { name: '__Host-vignette.default.state', secure: true, sameSite: 'None', path: '/' },
    { name: '__Host-vignette.default.known', secure: true, httpOnly: true, sameSite: 'None', path: '/' },
  ])
})
