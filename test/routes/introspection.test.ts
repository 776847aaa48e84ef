import t from 'tap'
import { startServer } from '../helpers/fixtures.ts'
import { basic, givenApplication, givenTokens, post, SECRET } from '../helpers/given.ts'

t.test('RFC 7662 §2.2: an answer is JSON, and kept nowhere', async (t) => {
  const server = await startServer(t)
  const { access_token: token } = await givenTokens(server, await givenApplication(server))
  const reply = await post(server, '/introspect', { token }, basic('rp', SECRET))
  t.equal(reply.statusCode, 200)
  t.match(reply.headers, {
    'content-type': /^application\/json/,
    'cache-control': 'no-store',
    pragma: 'no-cache',
  })
  t.notHas(reply.headers, { 'access-control-allow-origin': /./ })
  t.match(reply.json(), { active: true, client_id: 'rp', amr: ['pwd', 'pin'], exp: Number, sub: String })
  const hinted = { token, token_type_hint: 'refresh_token', client_id: 'rp', client_secret: SECRET }
  t.match((await post(server, '/introspect', hinted)).json(), { active: true }, 'whatever the hint says')
  const inactive = await post(server, '/introspect', { token: 'x' }, basic('rp', SECRET))
  t.equal(inactive.body, '{"active":false}')
})

t.test('RFC 9701 §4: an answer is a JWT for who asks for that', async (t) => {
  const server = await startServer(t)
  const metadata = { introspection_signed_response_alg: 'ES256' }
  const { access_token: token } = await givenTokens(server, await givenApplication(server, { metadata }))
  const typeFor = async (accept: string) => {
    const reply = await post(server, '/introspect', { token }, { ...basic('rp', SECRET), accept })
    t.equal(reply.headers['cache-control'], 'no-store')
    return reply.headers['content-type']
  }
  for (const accept of [
    'application/token-introspection+jwt',
    'application/json;q=0.5, Application/Token-Introspection+JWT;q=1',
  ]) {
    t.equal(await typeFor(accept), 'application/token-introspection+jwt')
  }
  for (const accept of ['*/*', 'application/json', 'application/jwt']) {
    t.match(await typeFor(accept), /^application\/json/)
  }
})
