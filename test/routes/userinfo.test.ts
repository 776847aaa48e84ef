import t from 'tap'
import { startServer } from '../helpers/fixtures.ts'
import { bearer, claimsOf, FORM, givenApplication, givenTokens, post } from '../helpers/given.ts'

const url = '/api/oidc/default/userinfo'

t.test('Core §5.3.1: GET and POST by header, and POST by form', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const { access_token } = await givenTokens(server, browser, { scope: 'openid profile phone' })
  const by_get = await server.app.inject({ url, headers: bearer(access_token) })
  t.equal(by_get.statusCode, 200)
  t.match(by_get.json(), { name: 'Ann Lee', preferred_username: 'ann', phone_number: '+44 20 7946 0000' })
  t.match(by_get.headers, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
  })
  const same = [
    await server.app.inject({ method: 'POST', url, headers: bearer(access_token) }),
    await server.app.inject({
      method: 'POST',
      url,
      headers: { ...bearer(access_token), 'content-type': 'text/plain' },
    }),
    await server.app.inject({ method: 'POST', url, headers: { ...bearer(access_token), ...FORM } }),
    await server.app.inject({
      method: 'POST',
      url,
      headers: { ...bearer(access_token), 'content-type': 'application/json' },
      payload: '{"access_token":"ignored"}',
    }),
    await post(server, '/userinfo', { access_token }),
    await server.app.inject({ url, headers: { authorization: `bearer  ${access_token}` } }),
  ]
  for (const reply of same) t.equal(reply.body, by_get.body)
})

t.test('Core §5.3.2: an opaque token tells the same', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata: { access_token_format: 'opaque' } })
  const { access_token } = await givenTokens(server, browser)
  const reply = await server.app.inject({ url, headers: bearer(access_token) })
  t.match(reply.json(), { sub: /^[0-9a-f-]{36}$/ })
})

/** RFC 9728 §5.1. */
const METADATA =
  'resource_metadata="http://localhost:3000/.well-known/oauth-protected-resource/api/oidc/default/userinfo"'
const BARE = new RegExp(`^Bearer ${METADATA}$`)

t.test('RFC 6750 §3: what is refused, and the challenge that says so', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const { access_token } = await givenTokens(server, browser)
  const { access_token: for_mail } = await givenTokens(server, browser, { scope: 'email' })
  const twice = {
    method: 'POST',
    headers: { ...FORM, ...bearer(access_token) },
    payload: `access_token=${access_token}`,
  }
  const repeated = { method: 'POST', headers: FORM, payload: 'access_token=a&access_token=b' }
  const cases: [string, Record<string, unknown>, number, string, RegExp][] = [
    ['no token', {}, 401, 'token-missing', BARE],
    ['a token in the query', { query: { access_token } }, 401, 'token-missing', BARE],
    ['another scheme', { headers: { authorization: 'Basic cnA6eA==' } }, 401, 'token-missing', BARE],
    [
      'an unknown token',
      { headers: bearer('x') },
      401,
      'token-unknown',
      /^Bearer error="invalid_token", error_desc/,
    ],
    [
      'an empty header',
      { headers: { authorization: 'Bearer' } },
      400,
      'bearer-malformed',
      /error="invalid_request"/,
    ],
    ['two tokens in one', { headers: bearer('a b') }, 400, 'bearer-malformed', /error="invalid_request"/],
    ['two tokens', twice, 400, 'token-sent-twice', /error="invalid_request"/],
    ['a repeated token', repeated, 400, 'parameter-repeated', /error="invalid_request"/],
    [
      'a token without openid',
      { headers: bearer(for_mail) },
      403,
      'scope-without-openid',
      /scope="openid", /,
    ],
  ]
  for (const [title, options, status, rule, challenge] of cases) {
    const reply = await server.app.inject({ url, ...options })
    t.equal(reply.statusCode, status, title)
    t.match(reply.headers['www-authenticate'], challenge, title)
    t.match(server.notices.at(-1), { flow: 'userinfo', rule }, title)
    t.match(reply.headers, {
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'WWW-Authenticate',
    })
  }
})

t.test('RFC 6749 §5.2: a fault of ours is no challenge, and says nothing of itself', async (t) => {
  const server = await startServer(t)
  const { access_token } = await givenTokens(server, await givenApplication(server))
  await server.db.execute(`UPDATE "user" SET claims = 'no JSON'`)
  const reply = await server.app.inject({ url, headers: bearer(access_token) })
  t.equal(reply.statusCode, 500)
  t.same(reply.json(), { error: 'server_error', error_description: 'Something went wrong here.' })
  t.notOk('www-authenticate' in reply.headers)
})

t.test('Core §5.3.2: a client that registered for it gets a JWT, by either way to ask', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata: { userinfo_signed_response_alg: 'ES256' } })
  const { access_token } = await givenTokens(server, browser)
  const replies = [
    await server.app.inject({ url, headers: bearer(access_token) }),
    await post(server, '/userinfo', { access_token }),
  ]
  for (const reply of replies) {
    t.equal(reply.statusCode, 200)
    t.equal(reply.headers['content-type'], 'application/jwt')
    t.equal(reply.headers['cache-control'], 'no-store')
    t.match(claimsOf(reply.body), { iss: server.issuer, aud: 'rp', sub: /./ })
  }
})
