import t from 'tap'
import { startServer } from '../helpers/fixtures.ts'
import { basic, bearer, givenApplication, givenClient, givenTokens, post, SECRET } from '../helpers/given.ts'

t.test('RFC 7009 §2.2: the answer is the same JSON whatever the token was', async (t) => {
  const server = await startServer(t)
  const { access_token, id_token } = await givenTokens(server, await givenApplication(server))
  for (const token of [access_token, access_token, id_token, 'nonsense']) {
    const reply = await post(server, '/revoke', { token }, basic('rp', SECRET))
    t.equal(reply.statusCode, 200)
    t.equal(reply.body, '{}')
    t.match(reply.headers, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    })
  }
  const userinfo = await server.app.inject({
    url: '/api/oidc/default/userinfo',
    headers: bearer(access_token),
  })
  t.equal(userinfo.statusCode, 401, 'and the token is worth nothing any more')
})

t.test('RFC 7009 §2.1: what is refused', async (t) => {
  const server = await startServer(t)
  const { id_token } = await givenTokens(server, await givenApplication(server))
  await givenClient(server, { client_id: 'app', client_type: 'public' })
  const cases: [string, Record<string, string | undefined>, Record<string, string>, number, string][] = [
    ['an ID token alone', { token: id_token }, {}, 401, 'client-unnamed'],
    ['a wrong secret', { token: 'x' }, basic('rp', 'wrong'), 401, 'client-secret-wrong'],
    [
      'a confidential client without a secret',
      { token: 'x', client_id: 'rp' },
      {},
      401,
      'authentication-method-unregistered',
    ],
    ['no token', {}, basic('rp', SECRET), 400, 'parameter-missing'],
  ]
  for (const [title, fields, headers, status, rule] of cases) {
    const reply = await post(server, '/revoke', fields, headers)
    t.equal(reply.statusCode, status, title)
    t.equal(reply.json().error, status === 401 ? 'invalid_client' : 'invalid_request', title)
    t.match(server.notices.at(-1), { flow: 'revocation', rule }, title)
  }
  t.equal(
    (await post(server, '/revoke', { token: 'x', client_id: 'app' })).statusCode,
    200,
    'a public client',
  )
})

t.test('RFC 7009 §2.3: a browser may ask from any origin', async (t) => {
  const { app } = await startServer(t)
  const reply = await app.inject({ method: 'OPTIONS', url: '/api/oidc/default/revoke' })
  t.equal(reply.headers['access-control-allow-methods'], 'POST')
})
