import t from 'tap'
import { answerOf, Browser, givenPerson, givenRp, REDIRECT_URI, REQUEST } from '../helpers/authorization.ts'
import { PUBLIC_URL, startServer } from '../helpers/fixtures.ts'

const ISSUER = `${PUBLIC_URL}/api/oidc/default`

async function signedIn(t: Parameters<typeof startServer>[0], metadata: Record<string, unknown> = {}) {
  const server = await startServer(t)
  await givenRp(server, { metadata })
  const ada = await givenPerson(server, 'ada')
  const browser = new Browser(server)
  await browser.signIn(ada)
  return { server, ada, browser }
}

t.test(
  'Core §3.1.2.5, RFC 9207 §2: a live session is answered at once with code, state and iss',
  async (t) => {
    const { server, browser } = await signedIn(t)
    const reply = await browser.authorize({ nonce: 'n-0S6_WzA2Mj' })
    t.equal(reply.statusCode, 303)
    t.equal(reply.headers['cache-control'], 'no-store')
    t.ok(String(reply.headers.location).startsWith(`${REDIRECT_URI}?`))
    const { code, state, session_state, iss, ...others } = answerOf(reply)
    t.match({ code, state, iss }, { code: /^[\w-]{64}$/, state: REQUEST.state, iss: ISSUER })
    t.match(session_state, /^[\w-]{43}\.[\w-]{16}$/)
    t.same(others, {})
    t.match(server.notices.at(-1), {
      flow: 'authorize',
      step: 'code-issued',
      client_id: 'rp',
      request_id: /./,
    })
  },
)

t.test('Core §3.1.2.1: the request may come by POST', async (t) => {
  const { browser } = await signedIn(t)
  const reply = await browser.send({
    method: 'POST',
    url: '/api/oidc/default/authorize',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(REQUEST).toString(),
  })
  t.match(answerOf(reply), { code: /./, state: REQUEST.state })
  const empty = await browser.send({ method: 'POST', url: '/api/oidc/default/authorize' })
  t.equal(empty.statusCode, 400)
})

t.test(
  'Form Post Response Mode §2: the answer as a form, under a policy that lets it go there alone',
  async (t) => {
    const { browser } = await signedIn(t)
    const reply = await browser.authorize({ response_mode: 'form_post' })
    t.equal(reply.statusCode, 200)
    t.match(reply.body, `<form method="post" action="${REDIRECT_URI}">`)
    t.match(reply.body, /<input type="hidden" name="code" value="[\w-]{64}">/)
    t.match(reply.body, `<input type="hidden" name="iss" value="${ISSUER}">`)
    t.match(reply.headers['content-security-policy'], "form-action 'self' https:;")
    t.equal(reply.headers['referrer-policy'], 'strict-origin')
  },
)

t.test('RFC 6749 §3.1.2: the query of a registered address is kept to the byte', async (t) => {
  const redirect_uri = 'https://rp.example/callback?a=%41&b'
  const { browser } = await signedIn(t, { redirect_uris: [redirect_uri] })
  const reply = await browser.authorize({ redirect_uri })
  t.ok(String(reply.headers.location).startsWith(`${redirect_uri}&code=`))
})

t.test('Core §3.1.2.6: prompt=none is answered, or refused to the client, without a page', async (t) => {
  const { server, browser } = await signedIn(t)
  t.match(answerOf(await browser.authorize({ prompt: 'none' })), { code: /./ })
  const stranger = new Browser(server)
  t.match(answerOf(await stranger.authorize({ prompt: 'none' })), {
    error: 'login_required',
    state: REQUEST.state,
    iss: ISSUER,
  })
  t.match(server.notices.at(-1), { step: 'refused', rule: 'no-session', client_id: 'rp' })
})

t.test('Core §3.1.2.3: without a session the browser is led to the sign-in page', async (t) => {
  const { server } = await signedIn(t)
  const browser = new Browser(server)
  const reply = await browser.authorize()
  t.equal(reply.statusCode, 303)
  t.match(reply.headers.location, new RegExp(`^${ISSUER}/sign-in/[0-9a-f-]{36}$`))
  t.match(browser.cookies.get('vignette.default.browser'), /^[\w-]{43}$/)
  const kept = browser.cookies.get('vignette.default.browser')
  await browser.authorize()
  t.equal(browser.cookies.get('vignette.default.browser'), kept, 'a second request keeps the browser cookie')
})

t.test(
  'RFC 6749 §4.1.2.1: a fault of the request goes to the client, in the mode it asked for',
  async (t) => {
    const { browser } = await signedIn(t)
    t.match(answerOf(await browser.authorize({ response_type: 'none' })), {
      error: 'unsupported_response_type',
      state: REQUEST.state,
      iss: ISSUER,
    })
    const form = await browser.authorize({ scope: 'open"id', response_mode: 'form_post' })
    t.match(form.body, '<input type="hidden" name="error" value="invalid_scope">')
  },
)

const PAGES: readonly (readonly [
  title: string,
  parameters: Record<string, string | undefined>,
  heading: RegExp,
  rule: string,
])[] = [
  [
    'RFC 6749 §3.1.2.4: an unregistered redirect_uri',
    { redirect_uri: 'https://evil.example/' },
    /We can’t send you back safely/,
    'redirect-uri-unregistered',
  ],
  [
    'RFC 6749 §3.1.2.3: a path in other letters',
    { redirect_uri: 'https://rp.example/Callback' },
    /We can’t send you back safely/,
    'redirect-uri-unregistered',
  ],
  [
    'Core §3.1.2.1: a missing redirect_uri',
    { redirect_uri: undefined },
    /asked in a way we can’t follow/,
    'redirect-uri-missing',
  ],
  [
    'RFC 6749 §4.1.2.1: an unknown client',
    { client_id: 'nobody' },
    /We don’t know this application/,
    'client-unknown',
  ],
  [
    'RFC 6749 §4.1.2.1: a missing client_id',
    { client_id: undefined },
    /asked in a way we can’t follow/,
    'parameter-missing',
  ],
  ['Clients: a locked client', { client_id: 'locked' }, /We don’t know this application/, 'client-locked'],
]

t.test('RFC 6749 §4.1.2.1: what must not be redirected is a page', async (t) => {
  const { server, browser } = await signedIn(t)
  await givenRp(server, { client_id: 'locked', locked: 1 })
  for (const [title, parameters, heading, rule] of PAGES) {
    const reply = await browser.authorize(parameters)
    t.equal(reply.statusCode, 400, title)
    t.match(reply.body, heading, title)
    t.equal(reply.headers.location, undefined, title)
    t.match(server.notices.at(-1), { flow: 'authorize', step: 'refused', rule }, title)
  }
  const twice = await browser.send({ url: `/api/oidc/default/authorize?client_id=rp&client_id=rp` })
  t.equal(twice.statusCode, 400)
})

t.test('RFC 6749 §3.1.2.3: without openid the only registered address need not be sent', async (t) => {
  const { browser } = await signedIn(t)
  const reply = await browser.authorize({ redirect_uri: undefined, scope: undefined })
  t.match(answerOf(reply), { code: /./ })
})

t.test('Tenants: a client, a session and an issuer of one are nothing in another', async (t) => {
  const { server, browser } = await signedIn(t)
  t.match((await browser.authorize({}, 'other')).body, /We don’t know this application/)
  t.equal((await browser.authorize({}, 'nowhere')).statusCode, 404)
  await givenRp(server, { tenant_id: 'other' })
  const session = browser.cookies.get('vignette.default.session') ?? ''
  browser.cookies.set('vignette.other.session', session)
  t.match((await browser.authorize({}, 'other')).headers.location, /\/api\/oidc\/other\/sign-in\//)
})

t.test('Core §3.1.2.3: a person who is inactive by now is asked to sign in again', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'bob', { status: 'inactive' }))
  t.match((await browser.authorize()).headers.location, /\/sign-in\//)
})

t.test(
  'Core §3.1.2.1: id_token_hint of this person passes, of another asks, of nobody is invalid_request',
  async (t) => {
    const { server, ada, browser } = await signedIn(t)
    const deps = await server.tenant()
    const hintFor = (sub: string) =>
      deps.sign({
        ...deps,
        client_id: 'rp',
        kind: 'id',
        alg: 'RS256',
        claims: { iss: ISSUER, sub, aud: 'rp' },
      })
    const sub = ada.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    t.match(answerOf(await browser.authorize({ id_token_hint: await hintFor(sub), prompt: 'none' })), {
      code: /./,
    })
    const another = await hintFor('another')
    t.match(answerOf(await browser.authorize({ id_token_hint: another, prompt: 'none' })), {
      error: 'login_required',
    })
    t.match((await browser.authorize({ id_token_hint: another })).headers.location, /\/sign-in\//)
    t.match(answerOf(await browser.authorize({ id_token_hint: 'nothing' })), { error: 'invalid_request' })
  },
)

t.test('Core §3.1.2.3: the browser comes back to /authorize/{interaction} and goes on, once', async (t) => {
  const { browser } = await signedIn(t, { first_party: false })
  const asked = await browser.authorize()
  t.match(asked.headers.location, /\/consent\//)
  const consent_url = String(asked.headers.location)
  const page = await browser.get(consent_url)
  const allowed = await browser.submit(consent_url, page.body)
  const resume_url = String(allowed.headers.location)
  t.match(resume_url, /\/authorize\/[0-9a-f-]{36}$/)
  t.match(answerOf(await browser.get(resume_url)), { code: /./, state: REQUEST.state })

  const again = await browser.get(resume_url)
  t.match(again.body, /You have signed in already/)
  t.equal(again.headers.location, undefined)
})

t.test('Core §3.1.2.3: twenty returns at once give one code', async (t) => {
  const { server, browser } = await signedIn(t)
  const stranger = new Browser(server)
  const asked = await stranger.authorize()
  stranger.cookies.set('vignette.default.session', browser.cookies.get('vignette.default.session') ?? '')
  const resume_url = String(asked.headers.location).replace('/sign-in/', '/authorize/')
  const replies = await Promise.all(Array.from({ length: 20 }, () => stranger.get(resume_url)))
  t.equal(replies.filter((reply) => answerOfOrNothing(reply)['code'] !== undefined).length, 1)
  t.equal(replies.filter((reply) => reply.body.includes('You have signed in already')).length, 19)
})

const answerOfOrNothing = (reply: { headers: Record<string, unknown> }) =>
  reply.headers['location'] === undefined ? {} : answerOf(reply)

t.test('Core §3.1.2.1: a fault that shows only when the browser comes back goes to the client', async (t) => {
  const { server } = await signedIn(t)
  const browser = new Browser(server)
  const asked = await browser.authorize()
  await server.db.execute(
    `UPDATE client SET metadata = json_set(metadata, '$.response_types', json('[]')) WHERE client_id = 'rp'`,
  )
  await server.db.execute('UPDATE config_version SET version = version + 1')
  const reply = await browser.get(String(asked.headers.location).replace('/sign-in/', '/authorize/'))
  t.match(answerOf(reply), { error: 'unauthorized_client', state: REQUEST.state })
})

t.test(
  'RFC 6749 §4.1.2.1: with a full disk nothing is answered that would not last, and then it goes on',
  async (t) => {
    const { server, browser } = await signedIn(t)
    await server.db.execute('PRAGMA max_page_count = 1')
    let reply = await browser.authorize()
    while (reply.statusCode === 303) reply = await browser.authorize()
    t.equal(reply.statusCode, 500)
    t.match(reply.body, /Something went wrong on our side/)
    t.match(reply.body, 'data-error="temporarily_unavailable"')
    t.match(server.notices.at(-1), { rule: 'no-room' })
    await server.db.execute('PRAGMA max_page_count = 1000000')
    t.ok(answerOf(await browser.authorize())['code'])
  },
)

t.test('Authorization: a fault of ours is a page that says nothing of it', async (t) => {
  const { server, browser } = await signedIn(t)
  await server.db.execute('DROP TABLE "grant"')
  const reply = await browser.authorize()
  t.equal(reply.statusCode, 500)
  t.match(reply.body, /Something went wrong on our side/)
  t.notMatch(reply.body, /grant/)
  t.match(server.notices.at(-1), { rule: 'internal-error' })
})
