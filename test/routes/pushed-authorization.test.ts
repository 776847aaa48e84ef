import t, { type Test } from 'tap'
import { clientNetwork } from '../../src/domain/authentication/client-address.ts'
import { chargeWindow } from '../../src/domain/authentication/window-limit.ts'
import { PUSH_LIMIT } from '../../src/domain/authorization/pushed-request.ts'
import { statement } from '../../src/store/statement.ts'
import {
  answerOf,
  Browser,
  CODE_CHALLENGE,
  givenPerson,
  REDIRECT_URI,
  REQUEST,
} from '../helpers/authorization.ts'
import { START, startServer, type TestServer } from '../helpers/fixtures.ts'
import { basic, givenApplication, givenClient, post, SECRET } from '../helpers/given.ts'
import { signingClient } from '../helpers/request-object.ts'

const FORMAT = /^urn:ietf:params:oauth:request_uri:[\w-]{64}$/

const allPushedRequests = statement((q) => q.selectFrom('pushed_request').selectAll())

type Fields = Readonly<Record<string, string | undefined>>

async function push(server: TestServer, fields: Fields = {}): Promise<string> {
  const reply = await post(server, '/par', { ...REQUEST, client_secret: SECRET, ...fields })
  if (reply.statusCode !== 201) throw new Error(reply.body)
  return reply.json().request_uri
}

const come = (browser: Browser, request_uri: string, others: Record<string, string> = {}) =>
  browser.send({
    url: `/api/oidc/default/authorize?${new URLSearchParams({ client_id: 'rp', request_uri, ...others })}`,
  })

async function scene(t: Test, metadata: Record<string, unknown> = {}) {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata })
  return { server, browser }
}

t.test('RFC 9126 §2.2: 201 with a request_uri that nobody guesses, for a minute', async (t) => {
  const { server } = await scene(t)
  const fields = { ...REQUEST, client_secret: SECRET }
  const reply = await post(server, '/par', fields)
  t.equal(reply.statusCode, 201)
  t.match(reply.headers, { 'content-type': /^application\/json/, 'cache-control': 'no-store' })
  t.notOk('access-control-allow-origin' in reply.headers)
  t.match(reply.json(), { request_uri: FORMAT, expires_in: 60 })
  t.same(Object.keys(reply.json()), ['request_uri', 'expires_in'])
  t.not((await post(server, '/par', fields)).json().request_uri, reply.json().request_uri)
  t.match(server.notices.at(-1), { flow: 'par', step: 'pushed', client_id: 'rp' })
})

t.test('RFC 9126 §7.1: neither the reference nor the secret of the client is kept', async (t) => {
  const { server } = await scene(t)
  const request_uri = await push(server)
  const [row] = await server.db.all(allPushedRequests, {})
  t.match(JSON.parse(String(row?.parameters)), REQUEST)
  t.notMatch(String(row?.parameters), SECRET)
  t.notMatch(request_uri, String(row?.secret_hash.toString('base64url')))
})

t.test(
  'RFC 9126 §4: the browser comes with the reference, and what stands beside it is nothing',
  async (t) => {
    const { server, browser } = await scene(t)
    const outside = { state: 'outside', redirect_uri: 'https://evil.example/', prompt: 'none', scope: 'x"' }
    const reply = await come(browser, await push(server), outside)
    t.ok(String(reply.headers.location).startsWith(`${REDIRECT_URI}?`))
    t.match(answerOf(reply), { code: /./, state: REQUEST.state })
    const bare = answerOf(await come(browser, await push(server, { state: undefined }), { state: 'outside' }))
    t.match(bare, { code: /./ })
    t.notOk('state' in bare)
  },
)

t.test('RFC 9126 §2.1: client_id need not be sent beside Basic; public clients push too', async (t) => {
  const { server, browser } = await scene(t)
  const { client_id: _, ...others } = REQUEST
  const by_header = await post(server, '/par', others, basic('rp', SECRET))
  t.equal(by_header.statusCode, 201)
  t.match(answerOf(await come(browser, by_header.json().request_uri)), { code: /./ })
  await givenClient(server, { client_id: 'spa', client_type: 'public' })
  const challenge = { code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' }
  const by_public = await post(server, '/par', { ...REQUEST, client_id: 'spa', ...challenge })
  t.equal(by_public.statusCode, 201)
})

t.test('RFC 9126 §2.3: who proves nothing pushes so much from one network, and no more', async (t) => {
  const { server } = await scene(t)
  await givenClient(server, { client_id: 'spa', client_type: 'public' })
  const deps = await server.tenant()
  await server.db.transaction(async (tx) => {
    const network = clientNetwork('127.0.0.1')
    for (let each = 0; each < PUSH_LIMIT.most; each += 1) await chargeWindow(deps, tx, PUSH_LIMIT, network)
  })
  const open = { ...REQUEST, client_id: 'spa', code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' }
  const refused = await post(server, '/par', open)
  t.equal(refused.statusCode, 503)
  t.match(refused.json(), { error: 'temporarily_unavailable' })
  t.same(await server.db.all(allPushedRequests, {}), [])
  await push(server)
  t.equal((await server.db.all(allPushedRequests, {})).length, 1, 'who proves himself is not limited')
  server.clock.seconds += PUSH_LIMIT.window
  t.equal((await post(server, '/par', open)).statusCode, 201)
})

t.test('RFC 9126 §3: a signed request is pushed, and what stands beside it is nothing', async (t) => {
  const client = await signingClient()
  const { server, browser } = await scene(t, { jwks: client.jwks, require_signed_request_object: true })
  const request = await client.sign()
  const fields = { client_id: 'rp', client_secret: SECRET, request, state: 'beside', scope: 'openid email' }
  const reply = await post(server, '/par', fields)
  t.equal(reply.statusCode, 201)
  server.clock.seconds += 59
  const answer = await come(browser, reply.json().request_uri, { state: 'outside' })
  t.match(answerOf(answer), { code: /./, state: 'inside' })
})

t.test('RFC 9126 §7.3: a reference is good until it was answered, and then never again', async (t) => {
  const { server, browser } = await scene(t)
  const request_uri = await push(server, { prompt: 'login' })
  const pages = [await come(browser, request_uri), await come(browser, request_uri)]
  for (const page of pages) t.match(page.headers.location, /\/sign-in\//, 'a page may be loaded again')
  const quick = await push(server)
  t.match(answerOf(await come(browser, quick)), { code: /./ })
  const again = answerOf(await come(browser, quick, { state: 'outside' }))
  t.match(again, { error: 'invalid_request_uri', state: REQUEST.state, iss: server.issuer })
  t.notOk('code' in again)
  t.match(server.notices.at(-1), { rule: 'pushed-request-used' })
})

t.test('RFC 9126 §7.3: of two interactions of one reference, one is answered', async (t) => {
  const { server } = await scene(t)
  const stranger = new Browser(server)
  const request_uri = await push(server)
  const paths = [await come(stranger, request_uri), await come(stranger, request_uri)].map(({ headers }) =>
    String(headers.location).replace('/sign-in/', '/authorize/'),
  )
  // Whoever takes her time is not hurried by the minute of the reference.
  server.clock.seconds += 600
  await stranger.signIn(await givenPerson(server, 'eve'))
  const answers = []
  for (const path of paths) answers.push(answerOf(await stranger.get(path)))
  t.match(answers, [
    { code: /./, state: REQUEST.state },
    { error: 'invalid_request_uri', state: REQUEST.state },
  ])
  t.notOk(answers[1]?.['code'])
})

t.test('RFC 9126 §4: of 10 browsers at once, one is answered', async (t) => {
  const { server, browser } = await scene(t)
  const request_uri = await push(server)
  const replies = await Promise.all(Array.from({ length: 10 }, () => come(browser, request_uri)))
  const codes = replies.flatMap(({ headers }) =>
    headers.location === undefined ? [] : (new URL(String(headers.location)).searchParams.get('code') ?? []),
  )
  t.equal(codes.length, 1)
})

t.test('RFC 9126 §6: a client that always pushes', async (t) => {
  const { server, browser } = await scene(t, { require_pushed_authorization_requests: true })
  t.match(answerOf(await come(browser, await push(server))), { code: /./ })
  t.match(answerOf(await browser.authorize()), { error: 'invalid_request', state: REQUEST.state })
  t.match(server.notices.at(-1), { rule: 'push-required' })
})

t.test('RFC 9126 §2.2: the client of a browser that comes too late is told so', async (t) => {
  const { server, browser } = await scene(t)
  const request_uri = await push(server)
  server.clock.seconds = START + 59
  t.match(answerOf(await come(browser, request_uri, { prompt: 'none' })), { code: /./ })
  const late = await push(server)
  server.clock.seconds += 60
  t.match(answerOf(await come(browser, late)), { error: 'invalid_request_uri', state: REQUEST.state })
  t.match(server.notices.at(-1), { rule: 'pushed-request-expired' })
})
