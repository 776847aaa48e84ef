/**
 * The log: one line for each request, and nothing in it that anybody could use.
 */
import { Writable } from 'node:stream'
import pino from 'pino'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import { Browser, givenPerson, givenRp, REQUEST } from '../helpers/authorization.ts'
import { PUBLIC_URL, startServer } from '../helpers/fixtures.ts'

const SECRET = 's3cret-value'

async function givenLoggedServer(t: Test) {
  const server = await startServer(t)
  const text: string[] = []
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      text.push(String(chunk))
      done()
    },
  })
  const app = await buildApp(server.deps, { logger: pino(stream) })
  t.teardown(() => app.close())
  const lines = () => text.map((line): Record<string, unknown> => JSON.parse(line))
  return { server: { ...server, app }, text, lines }
}

const authorizeUrl = (parameters: Record<string, string> = {}) =>
  `/api/oidc/default/authorize?${new URLSearchParams({ ...REQUEST, ...parameters })}`

t.test('Log: one line for each request, with its path, status and what was noticed', async (t) => {
  const { server, lines } = await givenLoggedServer(t)
  await givenRp(server)
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ada'))
  const reply = await browser.authorize()
  t.equal(reply.statusCode, 303)
  t.equal(lines().length, 1)
  t.match(lines()[0], {
    msg: 'request',
    method: 'GET',
    path: '/api/oidc/default/authorize',
    status: 303,
    ms: Number,
    reqId: /^[A-Za-z0-9_-]{12}$/,
    flow: 'authorize',
    step: 'code-issued',
    client_id: 'rp',
  })
})

t.test(
  'RFC 6749 §4.1.2.1: a refusal is told with where its rule is written, and what would change it',
  async (t) => {
    const { server, lines } = await givenLoggedServer(t)
    await givenRp(server)
    await server.app.inject(authorizeUrl({ redirect_uri: 'https://rp.example/other' }))
    await server.app.inject(authorizeUrl({ max_age: 'soon' }))
    t.match(lines()[0], {
      rule: 'redirect-uri-unregistered',
      section: /RFC 9700 §2\.1/,
      setting: 'client update --redirect-uri',
      sent: 'https://rp.example/other',
      expected: REQUEST.redirect_uri,
    })
    t.match(lines()[1], {
      rule: 'max-age-malformed',
      section: /§3\.1\.2\.1/,
      setting: undefined,
      sent: 'soon',
    })
  },
)

t.test('RFC 9700 §4.2: a secret that was sent in the wrong place is not told', async (t) => {
  const { server, text } = await givenLoggedServer(t)
  await givenRp(server)
  const code = 'AaH_tO5QccWqhGrDcQ7FnsAxMKUAax1EkE4xBxx8ldcmMh9krb6ddNdUrPdNU6Do'
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const payload of [`grant_type=${code}&client_id=rp&client_secret=rp-secret`, `client_id=${code}`]) {
    await server.app.inject({ method: 'POST', url: '/api/oidc/default/token', headers, payload })
  }
  t.equal(text.length, 2)
  t.notMatch(text.join(''), code.slice(0, 20))
})

t.test('Log: nobody fills it by what they send', async (t) => {
  const { server, text } = await givenLoggedServer(t)
  await givenRp(server)
  const huge = 'x'.repeat(60_000)
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const payload of [
    `client_id=${huge}`,
    `client_id=rp&redirect_uri=${huge}`,
    `client_id=${huge}&client_secret=a`,
  ]) {
    for (const url of ['/api/oidc/default/authorize', '/api/oidc/default/token']) {
      await server.app.inject({ method: 'POST', url, headers, payload })
    }
  }
  t.ok(text.every((line) => line.length < 1500))
  for (const { sent = '', client_id = '' } of server.notices)
    t.ok(sent.length < 400 && client_id.length < 400)
})

t.test('Log: a refusal is told by its rule, with the id that the notice and the page have', async (t) => {
  const { server, lines } = await givenLoggedServer(t)
  const { body } = await server.app.inject(authorizeUrl({ client_id: 'nobody' }))
  t.equal(lines().length, 1)
  t.match(lines()[0], {
    status: 400,
    flow: 'authorize',
    step: 'refused',
    rule: 'client-unknown',
    sent: 'nobody',
  })
  const { reqId } = lines()[0] ?? {}
  t.equal(server.notices.at(-1)?.request_id, reqId)
  t.ok(body.includes(`data-request-id="${reqId}"`))
})

t.test('Log: a request that nothing was noticed of has its line too', async (t) => {
  const { server, lines } = await givenLoggedServer(t)
  await server.app.inject('/healthz')
  t.equal(lines().length, 0, 'but for what is the same for everybody')
  await server.app.inject('/nowhere')
  t.equal(lines().length, 1)
  t.match(lines()[0], { path: '/nowhere', status: 404 })
  t.notOk('flow' in (lines()[0] ?? {}))
})

t.test(
  'RFC 9700 §4.2.4: no query, body, header or cookie is logged, whatever becomes of a request',
  async (t) => {
    const { server, text, lines } = await givenLoggedServer(t)
    await givenRp(server)
    const headers = {
      cookie: `vignette.default.session=${SECRET}; vignette.default.browser=${SECRET}`,
      authorization: `Basic ${SECRET}`,
      origin: `https://${SECRET}.example`,
      referer: `https://rp.example/${SECRET}`,
      'user-agent': SECRET,
    }
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
    const payload = new URLSearchParams({ ...REQUEST, state: SECRET, login_hint: SECRET }).toString()
    const url = `/nothing?code=${SECRET}`
    await server.app.inject({ url, headers })
    await server.app.inject({
      url: authorizeUrl({ state: SECRET, login_hint: SECRET, nonce: SECRET }),
      headers,
    })
    await server.app.inject({ url: `/readyz?code=${SECRET}`, headers })
    await server.app.inject({ method: 'POST', url: '/api/oidc/default/authorize', headers: form, payload })
    await server.app.inject({ method: 'POST', url, headers: form, payload })
    await server.app.inject({
      method: 'POST',
      url: `/api/oidc/default/authorize?code=${SECRET}`,
      headers: { ...headers, 'content-type': 'application/xml' },
      payload: SECRET,
    })
    await server.app.inject({
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': 'application/json' },
      payload: `{"${SECRET}`,
    })
    t.equal(lines().length, 6)
    await server.db.execute('DROP TABLE config_version')
    await server.app.inject({ url: authorizeUrl({ state: SECRET }), headers })
    await server.app.inject({ url: `/api/oidc/default/style/x.css?code=${SECRET}`, headers })
    t.notMatch(text.join(''), SECRET)
  },
)

t.test('Log: a fault of ours is told with its cause, besides the line of the request', async (t) => {
  const { server, lines } = await givenLoggedServer(t)
  await server.db.execute('DROP TABLE config_version')
  const { body, statusCode } = await server.app.inject({
    url: `${new URL(server.issuer).pathname}/userinfo`,
    headers: { authorization: 'Bearer nothing' },
  })
  t.equal(statusCode, 500)
  t.notMatch(body, /config_version/)
  t.match(lines(), [
    { level: 50, msg: 'failed', err: { message: /config_version/ } },
    { level: 30, msg: 'request', status: 500, rule: 'internal-error' },
  ])
  t.equal(lines().length, 2)
  t.match(server.issuer, PUBLIC_URL)
})
