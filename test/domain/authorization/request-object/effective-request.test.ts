/**
 * Authorization requests that come in a request object, whole: what their answer shows is what the client signed.
 */
import t from 'tap'
import { answerOf, Browser, givenPerson, givenRp, REDIRECT_URI } from '../../../helpers/authorization.ts'
import { startServer } from '../../../helpers/fixtures.ts'
import { signingClient } from '../../../helpers/request-object.ts'

type Sent = Readonly<Record<string, string>>

async function scene(
  t: Parameters<typeof startServer>[0],
  metadata: Record<string, unknown> = {},
  alg?: string,
) {
  const server = await startServer(t)
  const client = await signingClient(alg)
  await givenRp(server, { metadata: { jwks: client.jwks, ...metadata } })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ada'))
  const send = (parameters: Sent) =>
    browser.send({ url: `/api/oidc/default/authorize?${new URLSearchParams(parameters)}` })
  return { server, client, browser, send }
}

for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
  t.test(`RFC 9101 §5.1: a request by value, signed by ${alg}, and nothing beside it`, async (t) => {
    const { client, send } = await scene(t, {}, alg)
    const reply = await send({ client_id: 'rp', request: await client.sign() })
    t.match(answerOf(reply), { code: /./, state: 'inside' })
  })
}

t.test('RFC 9101 §6.3: what stands beside the object counts for nothing', async (t) => {
  const { client, send } = await scene(t)
  const request = await client.sign({ state: undefined })
  const answer = answerOf(await send({ client_id: 'rp', request, state: 'outside', response_type: 'token' }))
  t.match(answer, { code: /./ })
  t.notOk('state' in answer)
})

t.test('Core §6.1: an OpenID request has parameters beside it too, and those inside win', async (t) => {
  const { client, send } = await scene(t)
  const outside = { client_id: 'rp', scope: 'openid', response_type: 'code', redirect_uri: REDIRECT_URI }
  const request = await client.sign({ redirect_uri: undefined, client_id: undefined })
  t.match(answerOf(await send({ ...outside, request, state: 'outside' })), { code: /./, state: 'inside' })
  const bare = await client.sign({ state: undefined, response_type: undefined })
  t.match(answerOf(await send({ ...outside, request: bare, state: 'outside' })), { state: 'outside' })
})

t.test('RFC 9101 §10.5: a client that always signs has nothing beside it', async (t) => {
  const { client, send } = await scene(t, { require_signed_request_object: true })
  const outside = { client_id: 'rp', scope: 'openid', response_type: 'code', redirect_uri: REDIRECT_URI }
  const request = await client.sign({ state: undefined })
  const answer = answerOf(await send({ ...outside, request, state: 'outside' }))
  t.match(answer, { code: /./ })
  t.notOk('state' in answer)
  t.match(answerOf(await send(outside)), { error: 'invalid_request' })
})

t.test('Core §6.1: the redirect_uri inside is the one that counts', async (t) => {
  const { client, send } = await scene(t)
  const outside = { client_id: 'rp', scope: 'openid', response_type: 'code' }
  const request = await client.sign()
  const reply = await send({ ...outside, redirect_uri: 'https://rp.example/callback_invalid', request })
  t.match(answerOf(reply), { code: /./ })
})

t.test('Core §3.1.2.3: a request that waits is the one that was signed', async (t) => {
  const { server, client } = await scene(t)
  const stranger = new Browser(server)
  const query = new URLSearchParams({ client_id: 'rp', request: await client.sign({ max_age: 600 }) })
  const reply = await stranger.send({ url: `/api/oidc/default/authorize?${query}` })
  t.match(reply.headers.location, /\/sign-in\//)
  const id = String(reply.headers.location).split('/').at(-1)
  // Once its object has expired it goes on as before.
  server.clock.seconds += 400
  await stranger.signIn(await givenPerson(server, 'eve'))
  const resumed = await stranger.get(`/api/oidc/default/authorize/${id}`)
  t.match(answerOf(resumed), { code: /./, state: 'inside' })
})

t.test('Core §3.1.2.1: it may come by POST, where it may be long', async (t) => {
  const { client, browser } = await scene(t)
  const reply = await browser.send({
    method: 'POST',
    url: '/api/oidc/default/authorize',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      client_id: 'rp',
      request: await client.sign({ nonce: 'n'.repeat(9000) }),
    }).toString(),
  })
  t.match(answerOf(reply), { code: /./, state: 'inside' })
})

t.test('RFC 6749 §4.1.2.1: a fault of ours is no fault of the request', async (t) => {
  const { server, send } = await scene(t)
  await server.db.execute('DROP TABLE pushed_request')
  const reply = await send({
    client_id: 'rp',
    request_uri: `urn:ietf:params:oauth:request_uri:${'A'.repeat(64)}`,
  })
  t.equal(reply.statusCode, 500)
  t.match(reply.body, 'data-error="server_error"')
})
