/**
 * Wrong requests at the introspection endpoint: the exact answer to each, and that nothing was told.
 */
import type { InjectOptions } from 'fastify'
import t from 'tap'
import { startServer } from '../helpers/fixtures.ts'
import { basic, givenApplication, givenClient, givenTokens, post, SECRET } from '../helpers/given.ts'
import { judgeRefusals } from '../helpers/refusals.ts'
import { givenClients, proof, wrongProofs } from '../helpers/wrong-client-proofs.ts'

async function scene() {
  const server = await startServer(t)
  const tokens = await givenTokens(server, await givenApplication(server))
  await givenClients(server)
  return { server, ...tokens }
}

t.test('RFC 7662 §2.1, §2.3: who does not prove itself learns nothing', async (t) => {
  const { server, access_token: token } = await scene()
  const wrong = await wrongProofs()
  const requests = wrong.map((request) => ({ ...request, fields: { token, ...request.fields } }))
  await judgeRefusals(t, server, '/introspect', 'introspection', requests)
  const expired = { ...(await proof({ exp: 1 })), token }
  await post(server, '/introspect', expired)
  t.match(
    server.notices.at(-1),
    { client_id: 'keyed', rule: 'assertion-expired' },
    'the log names the client',
  )
  const own = { ...(await proof()), token }
  t.same((await post(server, '/introspect', own)).json(), { active: false }, 'the proof itself was right')
})

t.test('RFC 7662 §2.1: what is asked wrongly', async (t) => {
  const { server, access_token: token } = await scene()
  const headers = basic('rp', SECRET)
  const common = { status: 400, error: 'invalid_request', headers }
  await judgeRefusals(t, server, '/introspect', 'introspection', [
    { ...common, title: '§2.1: no token', fields: {}, rule: 'parameter-missing' },
    { ...common, title: '§2.1: an empty token', fields: { token: '' }, rule: 'parameter-missing' },
    { ...common, title: '§2.1: a token with a NUL', fields: { token: 'a\0b' }, rule: 'parameter-nul' },
    {
      title: '§2.1: a public client',
      fields: { token, client_id: 'spa' },
      status: 401,
      error: 'invalid_client',
      rule: 'introspection-unauthenticated',
    },
    {
      title: '§2.1: a token as proof',
      fields: { token },
      headers: { authorization: `Bearer ${token}` },
      status: 401,
      error: 'invalid_client',
      rule: 'client-unnamed',
    },
  ])
})

t.test('RFC 7662 §2.1: what is no form, or no POST', async (t) => {
  const { server, access_token: token } = await scene()
  const url = '/api/oidc/default/introspect'
  const headers = basic('rp', SECRET)
  const sent: [string, number, InjectOptions][] = [
    ['GET', 404, { url: `${url}?token=${token}`, headers }],
    ['PUT', 404, { url, method: 'PUT', headers }],
    ['JSON', 400, { url, method: 'POST', headers, payload: { token } }],
    [
      'text',
      400,
      {
        url,
        method: 'POST',
        headers: { ...headers, 'content-type': 'text/plain' },
        payload: `token=${token}`,
      },
    ],
    ['no body', 400, { url, method: 'POST', headers }],
    ['the token in the query', 400, { url: `${url}?token=${token}`, method: 'POST', headers }],
  ]
  for (const [title, status, request] of sent) {
    const reply = await server.app.inject(request)
    t.equal(reply.statusCode, status, title)
    t.notMatch(reply.body, /active|sub/, title)
  }
  const twice = await server.app.inject({
    url,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: `token=${token}&token=${token}`,
  })
  t.match([twice.statusCode, twice.json().error], [400, 'invalid_request'], 'RFC 6749 §3.2: a token twice')
  const unknown = await server.app.inject({ url: url.replace('default', 'nobody'), method: 'POST', headers })
  t.match([unknown.statusCode, unknown.json().error], [400, 'invalid_request'], 'an issuer that is not there')
})

t.test('RFC 7662 §2.2, §4: what is not for a client to know is not active', async (t) => {
  const { server, access_token, refresh_token, id_token } = await scene()
  await givenClient(server, { client_id: 'nosy' })
  const headers = basic('nosy', SECRET)
  for (const token of [access_token, refresh_token, id_token, 'x', '.', 'a.b.c', 'A'.repeat(10_000)]) {
    const reply = await post(server, '/introspect', { token }, headers)
    t.same([reply.statusCode, reply.body], [200, '{"active":false}'], String(token).slice(0, 20))
  }
})
