/**
 * Wrong returns from a provider of somebody else, and the page for each: nobody is signed in, and no code is given.
 */
import t, { type Test } from 'tap'
import { givenPerson } from '../../helpers/authorization.ts'
import {
  allSessions,
  allUpstreamAccounts,
  type ConnectionScene,
  connectionScene,
  depart,
} from '../../helpers/connections.ts'
import { allGrants } from '../../helpers/given.ts'
import { givenConnection, type Lies, upstreamProvider } from '../../helpers/upstream-provider.ts'

type Wrong = Readonly<{
  title: string
  /** How the person is sent there. */
  asked?: Record<string, string>
  lies?: Partial<Lies>
  /** In the address that the browser comes back to; undefined leaves one out. */
  back?: Record<string, string | undefined>
  /** Before it comes back. */
  meanwhile?: (scene: ConnectionScene) => Promise<unknown>
  status: number
  code: string
  rule: string
}>

const failed = { status: 502, code: 'access_denied', rule: 'upstream-invalid' } as const
const expired = { status: 400, code: 'invalid_request' } as const

const OF_THE_RETURN: readonly Wrong[] = [
  {
    title: 'RFC 6749 §10.12: without state',
    back: { state: undefined },
    ...expired,
    rule: 'upstream-state-unknown',
  },
  {
    title: 'RFC 6749 §10.12: an empty state',
    back: { state: '' },
    ...expired,
    rule: 'upstream-state-unknown',
  },
  {
    title: 'RFC 6749 §10.12: a state that is none',
    back: { state: 'x' },
    ...expired,
    rule: 'upstream-state-unknown',
  },
  {
    title: 'RFC 6749 §10.12: a state that nobody made',
    back: { state: 'A'.repeat(64) },
    ...expired,
    rule: 'upstream-state-unknown',
  },
  {
    title: 'RFC 9700 §4.7: a state that has expired',
    meanwhile: async ({ server }) => {
      server.clock.seconds += 600
    },
    ...expired,
    rule: 'upstream-state-spent',
  },
  {
    title: 'RFC 9700 §4.7: the state of another browser',
    meanwhile: async ({ browser }) => browser.cookies.set('vignette.default.browser', 'A'.repeat(43)),
    ...expired,
    rule: 'upstream-other-browser',
  },
  {
    title: 'RFC 9700 §4.7: a browser without cookies',
    meanwhile: async ({ browser }) => browser.cookies.clear(),
    ...expired,
    rule: 'upstream-other-browser',
  },
  {
    title: 'RFC 9207 §2.4: iss is another one’s (a mix-up)',
    back: { iss: 'https://evil.example' },
    ...failed,
  },
  { title: 'RFC 9207 §2.4: iss is missing, though it is announced', back: { iss: undefined }, ...failed },
  { title: 'RFC 6749 §4.1.2: neither code nor error', back: { code: undefined }, ...failed },
  {
    title: 'RFC 9207 §2: an error of another one',
    back: { error: 'access_denied', code: undefined, iss: 'https://evil.example' },
    ...failed,
  },
  {
    title: 'RFC 6749 §4.1.2.1: the person pressed Cancel there',
    back: { error: 'access_denied', code: undefined },
    status: 403,
    code: 'access_denied',
    rule: 'upstream-denied',
  },
  {
    title: 'RFC 6749 §4.1.2.1: another error there',
    back: { error: 'server_error', code: undefined },
    ...failed,
    rule: 'upstream-refused',
  },
  {
    title: 'RFC 6749 §5.2: a code that is none',
    back: { code: 'made up' },
    ...failed,
    rule: 'upstream-refused',
  },
]

const OF_THE_TOKEN: readonly Wrong[] = [
  { title: 'Core §3.1.3.7 (11): another nonce', lies: { id_token: { nonce: 'another' } }, ...failed },
  { title: 'Core §3.1.3.7 (11): no nonce', lies: { id_token: { nonce: undefined } }, ...failed },
  {
    title: 'Core §3.1.3.7 (2): another issuer',
    lies: { id_token: { iss: 'https://evil.example' } },
    ...failed,
  },
  { title: 'Core §3.1.3.7 (3): for somebody else', lies: { id_token: { aud: 'another' } }, ...failed },
  {
    title: 'Core §3.1.3.7 (5): another azp',
    lies: { id_token: { aud: ['vignette', 'b'], azp: 'b' } },
    ...failed,
  },
  { title: 'Core §3.1.3.7 (6): a signature of nobody', lies: { is_forged: true }, ...failed },
  { title: 'Core §3.1.3.7 (9): expired', lies: { id_token: { exp: 1_799_990_000 } }, ...failed },
  { title: 'Core §2: without exp', lies: { id_token: { exp: undefined } }, ...failed },
  { title: 'Core §2: without sub', lies: { id_token: { sub: undefined } }, ...failed },
  { title: 'Core §2: a sub that is too long', lies: { id_token: { sub: 'x'.repeat(256) } }, ...failed },
  { title: 'Core §2: a sub with a NUL', lies: { id_token: { sub: 'a\0b' } }, ...failed },
  {
    title: 'Core §3.1.3.3: no ID token',
    lies: { token: [200, { access_token: 'a', token_type: 'Bearer' }] },
    ...failed,
  },
  { title: 'RFC 6749 §5.1: no answer that is one', lies: { token: [200, 'x'] }, ...failed },
  {
    title: 'RFC 6749 §5.2: this server’s secret is not theirs any more',
    lies: { token: [401, { error: 'invalid_client' }] },
    ...failed,
    rule: 'upstream-refused',
  },
  { title: 'Core §5.3.2: userinfo is of somebody else', lies: { userinfo: { sub: 'bob there' } }, ...failed },
  {
    title: 'Core §3.1.2.1: max_age was asked, and there is no auth_time',
    asked: { max_age: '60' },
    lies: { id_token: { auth_time: undefined } },
    ...failed,
    rule: 'upstream-not-recent',
  },
  {
    title: 'Core §3.1.2.1: a sign-in that is older than max_age',
    asked: { max_age: '60' },
    lies: { id_token: { auth_time: 1_799_999_000 } },
    ...failed,
    rule: 'upstream-not-recent',
  },
  {
    title: 'Core §3.1.2.1: prompt=login was asked, and nobody signed in anew',
    asked: { prompt: 'login' },
    lies: { id_token: { auth_time: 1_799_999_900 } },
    ...failed,
    rule: 'upstream-not-recent',
  },
]

async function judge(t: Test, given: ConnectionScene, wrong: Wrong): Promise<void> {
  const { title, asked = {}, lies = {}, back = {}, meanwhile, status, code, rule } = wrong
  const { server, provider, browser } = given
  Object.assign(
    provider.lies,
    { id_token: {}, userinfo: undefined, is_forged: false, token: undefined },
    lies,
  )
  const address = provider.signIn(await depart(given, asked), back)
  await meanwhile?.(given)
  const reply = await browser.get(address)
  t.equal(reply.statusCode, status, title)
  t.match(reply.body, `data-error="${code}"`)
  t.match(reply.headers, { 'content-type': /^text\/html/, 'cache-control': 'no-store' })
  t.match(server.notices.at(-1), { flow: 'connection', step: 'refused', rule }, title)
  t.equal(browser.cookies.has('vignette.default.session'), false, 'nobody is signed in')
  t.equal(reply.headers['location'] ?? reply.headers['refresh'], undefined)
}

t.test('RFC 9700 §4.7: wrong returns from a provider', async (t) => {
  for (const wrong of [...OF_THE_RETURN, ...OF_THE_TOKEN]) {
    const given = await connectionScene(t, { create_people: true })
    await judge(t, given, wrong)
    t.same(await given.server.db.all(allGrants, {}), [])
    t.same(await given.server.db.all(allSessions, {}), [])
    t.same(await given.server.db.all(allUpstreamAccounts, {}), [])
  }
})

t.test(
  'RFC 9700 §4.4.2: a provider that sends people on to another one is not handed its code',
  async (t) => {
    const given = await connectionScene(t, { create_people: true })
    const { server, browser, provider: honest } = given
    const rogue = await upstreamProvider(t, server)
    await givenConnection(server, rogue, { create_people: true }, { id: 'rogue' })
    honest.lies.metadata = { authorization_response_iss_parameter_supported: undefined }
    const sent = new URL(await depart(given, { connection: 'rogue' }))
    const callback = new URL(await depart(given)).searchParams.get('redirect_uri')
    // The honest one leads nowhere else than where it was told to.
    sent.searchParams.set('redirect_uri', String(callback))
    const page = await browser.get(honest.signIn(sent, { iss: undefined }))
    t.equal(page.statusCode, 400)
    t.match(server.notices.at(-1), { rule: 'upstream-state-unknown' })
    t.notOk(rogue.asked.includes('/token'))
    t.same(await server.db.all(allSessions, {}), [])
  },
)

t.test('RFC 9700 §4.7: a return is good once, and what went wrong once does not go on', async (t) => {
  const given = await connectionScene(t, { create_people: true })
  const { provider, browser, server } = given
  const address = provider.signIn(await depart(given), { code: 'made up' })
  t.match((await browser.get(address)).body, 'data-error="access_denied"')
  t.match((await browser.get(address)).body, 'data-error="invalid_request"')
  t.match(server.notices.at(-1), { rule: 'upstream-state-spent' })
  const fine = provider.signIn(await depart(given))
  const replies = await Promise.all(Array.from({ length: 5 }, () => browser.get(fine)))
  t.same(replies.map(({ statusCode }) => statusCode).sort(), [200, 400, 400, 400, 400])
  t.equal(provider.asked.filter((path) => path === '/token').length, 2)
})

t.test('Core §3.1.2.3: whoever is not let in can try again from the page', async (t) => {
  const given = await connectionScene(t)
  const { provider, browser, server } = given
  const page = await browser.get(provider.signIn(await depart(given)))
  t.equal(page.statusCode, 403)
  t.match(page.body, '<h1>We don’t know you by that account</h1>')
  const again = /<a class="main" href="([^"]+)"/.exec(page.body)?.[1]
  const start = await browser.get(String(again))
  t.match(start.headers['location'], /\/connections\/[0-9a-f-]{36}$/)
  t.ok(await givenPerson(server, 'ann'))
})

t.test('Core §3.1.2.1: what cannot be begun', async (t) => {
  const given = await connectionScene(t)
  const { browser, server, provider } = given
  const start = await browser.authorize({ connection: 'corporate' })
  const [, id] = /\/connections\/([0-9a-f-]{36})$/.exec(String(start.headers['location'])) ?? []
  const unknown = await browser.get(`${server.issuer}/connections/00000000-0000-4000-8000-000000000000`)
  t.equal(unknown.statusCode, 400)
  t.match(unknown.body, 'data-error="interaction-expired"')
  const plain = await browser.authorize({})
  const signIn = String(plain.headers['location']).replace('/sign-in/', '/connections/')
  for (const address of [signIn, `${signIn}?connection=corporate`, `${signIn}?connection=none`]) {
    const reply = await browser.get(address)
    t.match(reply.body, 'data-error="invalid_request"', address)
    t.match(server.notices.at(-1), { rule: 'connection-unknown' })
  }
  const other = await browser.get(`${server.issuer}/connections/${id}?connection=none`)
  t.equal(other.statusCode, 303, 'what the request names cannot be chosen otherwise')
  t.match(other.headers['location'], provider.issuer)
  browser.cookies.clear()
  const foreign = await browser.get(`${server.issuer}/connections/${id}`)
  t.match(foreign.body, 'data-error="cookie-missing"')
})

t.test('Discovery §4.3: a provider that says it is another, or is not there', async (t) => {
  for (const [metadata, rule] of [
    [{ issuer: 'https://evil.example' }, 'upstream-invalid'],
    [{ authorization_endpoint: undefined }, 'upstream-invalid'],
    [{ jwks_uri: 'http://127.0.0.1:1/jwks' }, 'upstream-unreachable'],
  ] as const) {
    const given = await connectionScene(t, { create_people: true })
    const { browser, server, provider } = given
    provider.lies.metadata = metadata
    const start = await browser.authorize({ connection: 'corporate' })
    const departed = await browser.get(String(start.headers['location']))
    const { location } = departed.headers
    const page = location === undefined ? departed : await browser.get(provider.signIn(location))
    t.equal(page.statusCode, 502)
    t.match(page.body, '<h1>Signing in there didn’t work</h1>')
    t.match(page.body, `href="${server.issuer}/authorize/`)
    t.match(server.notices.at(-1), { rule })
  }
})
