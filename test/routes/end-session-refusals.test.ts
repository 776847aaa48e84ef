/**
 * Wrong sign-out requests, by GET and by POST, and the exact answer to each: nobody is signed out, and the browser is sent
 * nowhere.
 */
import t, { type Test } from 'tap'
import { Browser, givenPerson, givenRp } from '../helpers/authorization.ts'
import { PUBLIC_URL, startServer } from '../helpers/fixtures.ts'
import { FORM, givenApplication, givenClient, givenTokens } from '../helpers/given.ts'
import { allLogouts } from '../helpers/logout.ts'

const LOGOUT = '/api/oidc/default/logout'
const ADDRESS = 'https://rp.example/signed-out?a=b'
const metadata = { post_logout_redirect_uris: [ADDRESS], backchannel_logout_uri: 'https://rp.example/back' }

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function scene(t: Test) {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata })
  await givenClient(server, {
    client_id: 'rival',
    metadata: { post_logout_redirect_uris: ['https://rival.example/'] },
  })
  await givenRp(server, { client_id: 'locked', locked: 1, metadata })
  await givenRp(server, { client_id: 'bare' })
  const there = new Browser(server)
  await givenClient(server, { tenant_id: 'other', metadata })
  await givenClient(server, { tenant_id: 'other', client_id: 'foreign', metadata })
  await there.signIn(await givenPerson(server, 'bob', { tenant_id: 'other' }), 'other')
  const { id_token: hint = '', access_token } = await givenTokens(server, browser)
  const { tenant, parsed } = await server.tenant('other')
  const sign = (kind: 'id' | 'logout', claims: object, of = tenant) =>
    server.deps.sign({ tenant: of, parsed, client_id: 'rp', kind, alg: 'ES256', claims: { ...claims } })
  const own = (await server.tenant()).tenant
  const claims = { iss: server.issuer, aud: 'rp', sub: 'somebody' }
  return {
    server,
    browser,
    hint,
    access_token,
    foreign_hint: await sign('id', { ...claims, iss: tenant.issuer }),
    foreign_key_hint: await sign('id', claims),
    foreign_issuer_hint: await sign('id', { ...claims, iss: 'https://evil.example' }, own),
    logout_token: await sign('logout', claims, own),
    stranger_hint: await sign('id', claims, own),
    unknown_client_hint: await sign('id', { ...claims, aud: 'nobody' }, own),
  }
}

type Scene = Awaited<ReturnType<typeof scene>>
type Sent = readonly (readonly [string, string])[]

/** What the request is answered with: an error page with its rule, or the question, which is safe. */
type Row = Readonly<{ title: string; sent: (scene: Scene) => Sent; rule: string; status: 400 | 200 }>

const refused = (title: string, rule: string, sent: Row['sent']): Row => ({ title, sent, rule, status: 400 })
const asked = (title: string, sent: Row['sent'], rule = ''): Row => ({ title, sent, rule, status: 200 })

const back = ['post_logout_redirect_uri', ADDRESS] as const
const hinted = ({ hint }: Scene) => ['id_token_hint', hint] as const
const forged = (hint: (scene: Scene) => string): Row['sent'] => {
  return (scene) => [['id_token_hint', hint(scene)], back, ['state', 'x']]
}
const part = (token: string, index: number) => token.split('.')[index] ?? ''

const HINT_ROWS: readonly Row[] = [
  ['§2: a hint that is no token', () => 'nonsense'],
  ['§2: a hint of two parts', ({ hint }: Scene) => hint.split('.').slice(0, 2).join('.')],
  ['§2: a hint of four parts', ({ hint }: Scene) => `${hint}.AAAA`],
  ['§2: a hint whose signature was cut off', ({ hint }: Scene) => `${part(hint, 0)}.${part(hint, 1)}.`],
  ['§2: a hint whose signature was changed', ({ hint }: Scene) => `${part(hint, 0)}.${part(hint, 1)}.AAAA`],
  [
    '§2: a hint whose claims were changed',
    ({ hint, server }: Scene) =>
      `${part(hint, 0)}.${encoded({ iss: server.issuer, aud: 'rp', sub: 'eve' })}.${part(hint, 2)}`,
  ],
  ['RFC 8725 §3.1: alg none', ({ hint }: Scene) => `${encoded({ alg: 'none' })}.${part(hint, 1)}.`],
  [
    'RFC 8725 §3.1: alg none, signed',
    ({ hint }: Scene) => `${encoded({ alg: 'none' })}.${part(hint, 1)}.AAAA`,
  ],
  [
    'RFC 8725 §3.1: another algorithm for our key',
    ({ hint }: Scene) => {
      const { kid } = JSON.parse(Buffer.from(part(hint, 0), 'base64url').toString())
      return `${encoded({ alg: 'HS256', kid })}.${part(hint, 1)}.${part(hint, 2)}`
    },
  ],
  [
    'RFC 7515 §4.1.4: a key that is not ours',
    ({ hint }: Scene) => `${encoded({ alg: 'ES256', kid: 'x' })}.${part(hint, 1)}.${part(hint, 2)}`,
  ],
  ['RFC 9068 §4: an access token', ({ access_token }: Scene) => access_token],
  ['Back-Channel Logout §2.4: a logout token', ({ logout_token }: Scene) => logout_token],
  ['Core §16.15: a hint of another tenant', ({ foreign_hint }: Scene) => foreign_hint],
  ['Core §16.15: signed by another tenant in our name', ({ foreign_key_hint }: Scene) => foreign_key_hint],
  ['§2: of another issuer, by our key', ({ foreign_issuer_hint }: Scene) => foreign_issuer_hint],
].map(([title, hint]) =>
  refused(title as string, 'id-token-hint-foreign', forged(hint as (scene: Scene) => string)),
)

const ADDRESS_ROWS: readonly Row[] = [
  ['another host', 'https://evil.example/signed-out?a=b'],
  ['a host that begins like ours', 'https://rp.example.evil.example/signed-out?a=b'],
  ['a query added', `${ADDRESS}&c=d`],
  ['a query taken away', 'https://rp.example/signed-out'],
  ['a query in another order of letters', 'https://rp.example/signed-out?A=b'],
  ['a path below', 'https://rp.example/signed-out/more?a=b'],
  ['a path that goes up', 'https://rp.example/x/../signed-out?a=b'],
  ['a slash added', 'https://rp.example/signed-out/?a=b'],
  ['a fragment', `${ADDRESS}#x`],
  ['another port', 'https://rp.example:8443/signed-out?a=b'],
  ['the port that goes without saying', 'https://rp.example:443/signed-out?a=b'],
  ['plain http', 'http://rp.example/signed-out?a=b'],
  ['capitals in the host', 'https://RP.example/signed-out?a=b'],
  ['a letter encoded', 'https://rp.example/signed%2Dout?a=b'],
  ['a user in front', 'https://rp.example@evil.example/signed-out?a=b'],
  ['a script', 'javascript:alert(1)'],
  ['no address', 'signed-out'],
  ['a redirect_uri', 'https://rp.example/callback'],
  ['an address of another client', 'https://rival.example/'],
].map(([title, address = '']) =>
  refused(`§3: ${title}`, 'post-logout-redirect-uri-unregistered', (scene) => [
    hinted(scene),
    ['post_logout_redirect_uri', address],
  ]),
)

const REPEATED_ROWS: readonly Row[] = [
  'id_token_hint',
  'logout_hint',
  'client_id',
  'post_logout_redirect_uri',
  'state',
  'ui_locales',
].map((name) =>
  refused(`RFC 6749 §3.1: ${name} twice`, 'parameter-repeated', (scene) => {
    const value = new Map([hinted(scene), back, ['client_id', 'rp']]).get(name) ?? 'x'
    return [hinted(scene), back, [name, value], [name, value]]
  }),
)

const CLIENT_ROWS: readonly Row[] = [
  refused('§2: client_id of another client than the hint', 'client-id-differs', (scene) => [
    hinted(scene),
    ['client_id', 'rival'],
    back,
  ]),
  refused('§2: client_id of nobody, with a hint', 'client-id-differs', (scene) => [
    hinted(scene),
    ['client_id', 'nobody'],
  ]),
  refused('§3: client_id of a client without addresses', 'post-logout-redirect-uri-unregistered', () => [
    ['client_id', 'bare'],
    back,
  ]),
  refused(
    '§3: client_id of another client, with our address',
    'post-logout-redirect-uri-unregistered',
    () => [['client_id', 'rival'], back],
  ),
]

const QUESTION_ROWS: readonly Row[] = [
  asked('§6: nothing at all', () => []),
  asked('§6: state alone', () => [['state', 'x']]),
  asked('§6: client_id alone', () => [['client_id', 'rp']]),
  asked('§6: an address that is registered, and no hint', () => [['client_id', 'rp'], back]),
  asked('§3: an address, and nobody named', () => [back], 'client-unnamed'),
  asked('§3: an address, and a client that is none', () => [['client_id', 'nobody'], back], 'client-unnamed'),
  asked(
    '§3: an address, and a client that is locked',
    () => [['client_id', 'locked'], back],
    'client-unnamed',
  ),
  asked('Core §16.15: a client of another tenant', () => [['client_id', 'foreign'], back], 'client-unnamed'),
  asked('§2: a hint of somebody else', ({ stranger_hint }) => [['id_token_hint', stranger_hint], back]),
  asked(
    '§3: a hint for a client that is gone',
    ({ unknown_client_hint }) => [['id_token_hint', unknown_client_hint], back],
    'client-unnamed',
  ),
  asked('§2: a logout_hint is no proof', () => [['logout_hint', 'ann']]),
  asked('RFC 6749 §3.1: an empty hint is none', () => [
    ['id_token_hint', ''],
    ['client_id', 'rp'],
  ]),
]

const formOf = (sent: Sent): string => new URLSearchParams(sent.map(([...pair]) => pair)).toString()

const SENDING = {
  GET: (browser: Browser, form: string) => browser.send({ url: `${LOGOUT}?${form}` }),
  POST: (browser: Browser, form: string) =>
    browser.send({ method: 'POST', url: LOGOUT, headers: FORM, payload: form }),
}

/** The question itself: what was posted is asked at our own address, where neither a hint nor a wish goes along. */
async function questionOf(t: Test, { browser, server }: Scene, method: keyof typeof SENDING, form: string) {
  const reply = await SENDING[method](browser, form)
  if (method === 'GET') return reply
  t.equal(reply.statusCode, 303, form)
  t.equal(reply.headers['set-cookie'], undefined, form)
  const location = new URL(String(reply.headers.location))
  t.equal(`${location.origin}${location.pathname}`, `${server.issuer}/logout`, form)
  const kept = ['client_id', 'post_logout_redirect_uri', 'state']
  t.same(
    [...location.searchParams.keys()].filter((name) => !kept.includes(name)),
    [],
    form,
  )
  return browser.get(location.href)
}

async function checkUntouched(t: Test, { browser, server }: Scene, title: string): Promise<void> {
  const silent = await browser.authorize({ prompt: 'none' })
  t.match(silent.headers.location, /[?&]code=/, `${title}: she is signed in still`)
  t.same(await server.db.all(allLogouts, {}), [], `${title}: no client is told anything`)
}

for (const method of ['GET', 'POST'] as const) {
  t.test(`RP-Initiated Logout §4, by ${method}: an error page, and nothing happens`, async (t) => {
    const here = await scene(t)
    for (const { title, sent, rule } of [...HINT_ROWS, ...ADDRESS_ROWS, ...REPEATED_ROWS, ...CLIENT_ROWS]) {
      const parameters = sent(here)
      const reply = await SENDING[method](here.browser, formOf(parameters))
      t.equal(reply.statusCode, 400, title)
      t.equal(reply.headers.location, undefined, title)
      t.equal(reply.headers['set-cookie'], undefined, title)
      t.match(reply.headers['content-type'], 'text/html', title)
      t.match(reply.body, 'data-error="invalid_request"', title)
      t.match(here.server.notices.at(-1), { flow: 'end-session', rule }, title)
      checkNothingTold(t, here, reply.body, title)
    }
    await checkUntouched(t, here, method)
  })

  t.test(`RP-Initiated Logout §6, by ${method}: without proof the person is asked`, async (t) => {
    const here = await scene(t)
    for (const { title, sent, rule } of QUESTION_ROWS) {
      const reply = await questionOf(t, here, method, formOf(sent(here)))
      t.equal(reply.statusCode, 200, title)
      t.equal(reply.headers.location, undefined, title)
      t.equal(reply.headers['set-cookie'], undefined, title)
      t.match(reply.body, 'Sign out?', title)
      if (rule !== '') t.match(here.server.notices.at(-1), { step: 'address-not-followed', rule }, title)
      checkNothingTold(t, here, reply.body, title)
    }
    await checkUntouched(t, here, method)
  })
}

/** Neither a hint comes back, nor what the cookie is made of. */
function checkNothingTold(t: Test, { browser, hint }: Scene, body: string, title: string): void {
  t.notOk(body.includes(part(hint, 1)), title)
  t.notOk(body.includes(browser.cookies.get('vignette.default.session') ?? hint), title)
}

t.test(
  'RFC 9700 §4.7: the answer to the question comes from our page, in the browser it was asked in',
  async (t) => {
    const here = await scene(t)
    const page = await here.browser.get(LOGOUT)
    const csrf_token = /name="csrf_token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const right = { csrf_token }
    const wrong: [string, Record<string, string>, Record<string, string>][] = [
      ['no token', {}, { origin: PUBLIC_URL }],
      ['an empty token', { csrf_token: '' }, { origin: PUBLIC_URL }],
      ['another token', { csrf_token: `${csrf_token}x` }, { origin: PUBLIC_URL }],
      ['from another origin', right, { origin: 'https://evil.example' }],
      ['from no origin', right, { origin: 'null' }],
    ]
    for (const [title, form, headers] of wrong) {
      const reply = await here.browser.send({
        method: 'POST',
        url: `${LOGOUT}/confirm`,
        headers: { ...FORM, ...headers },
        payload: new URLSearchParams(form).toString(),
      })
      t.equal(reply.statusCode, 400, title)
      t.equal(here.server.notices.at(-1)?.rule, 'form-forged', title)
    }
    const elsewhere = `${LOGOUT}/confirm?${new URLSearchParams({ client_id: 'rp', post_logout_redirect_uri: 'https://evil.example' })}`
    const reply = await here.browser.submit(elsewhere, page.body)
    t.equal(reply.statusCode, 400, 'an address that was put into ours')
    t.equal(here.server.notices.at(-1)?.rule, 'post-logout-redirect-uri-unregistered')
    await checkUntouched(t, here, 'confirm')
  },
)

t.test('RP-Initiated Logout §2: what is no form, and what is neither GET nor POST', async (t) => {
  const here = await scene(t)
  const { browser, hint } = here
  const json = { 'content-type': 'application/json' }
  const text = { 'content-type': 'text/plain' }
  const payload = JSON.stringify({ id_token_hint: hint })
  for (const [title, status, request] of [
    ['JSON', 400, { method: 'POST', url: LOGOUT, headers: json, payload }],
    ['text', 400, { method: 'POST', url: LOGOUT, headers: text, payload: `id_token_hint=${hint}` }],
    ['PUT', 404, { method: 'PUT', url: LOGOUT, headers: FORM, payload: `id_token_hint=${hint}` }],
    ['DELETE', 404, { method: 'DELETE', url: `${LOGOUT}?id_token_hint=${hint}` }],
    ['the confirmation by GET', 404, { method: 'GET', url: `${LOGOUT}/confirm?id_token_hint=${hint}` }],
    ['no tenant', 404, { method: 'GET', url: `/api/oidc/nobody/logout?id_token_hint=${hint}` }],
  ] as const) {
    const reply = await browser.send(request)
    t.equal(reply.statusCode, status, title)
    t.equal(reply.headers.location, undefined, title)
  }
  await checkUntouched(t, here, 'forms')
})
