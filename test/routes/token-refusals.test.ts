/**
 * Wrong requests at the token endpoint: the exact answer to each, and that nothing was issued or spent.
 */
import type { InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { CODE_CHALLENGE, CODE_VERIFIER } from '../helpers/authorization.ts'
import { allDeviceCodes, askAsDevice, givenTv, polling, TV } from '../helpers/device.ts'
import { START, startServer, type TestServer } from '../helpers/fixtures.ts'
import {
  allAccessTokens,
  allRefreshTokens,
  basic,
  FORM,
  givenApplication,
  givenClient,
  givenCode,
  givenTokens,
  post,
  redemption,
  refreshing,
  request,
  SECRET,
} from '../helpers/given.ts'
import { type Fields, judgeRefusals, type WrongRequest } from '../helpers/refusals.ts'
import { givenClients, proof, wrongProofs } from '../helpers/wrong-client-proofs.ts'

const MACHINE = { grant_types: ['client_credentials'], response_types: [], scope: 'notes' }
const CHALLENGE = { code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' }

const issued = async ({ db }: TestServer): Promise<number> =>
  (await db.all(allAccessTokens, {})).length + (await db.all(allRefreshTokens, {})).length

async function judge(t: Test, server: TestServer, requests: readonly WrongRequest[]): Promise<void> {
  const before = await issued(server)
  await judgeRefusals(t, server, '/token', 'token', requests)
  t.equal(await issued(server), before, 'nothing was issued')
}

const wrong = (title: string, fields: Fields, error: string, rule: string, headers = {}): WrongRequest => ({
  title,
  fields,
  headers,
  status: 400,
  error,
  rule,
})

t.test('RFC 6749 §3.2.1: who does not prove itself gets nothing, and spends nothing', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  await givenClients(server, MACHINE)
  const proofs = await wrongProofs()
  const own = { grant_type: 'client_credentials' }
  await judge(
    t,
    server,
    proofs.map((each) => ({ ...each, fields: { ...own, ...each.fields } })),
  )
  t.equal(
    (await post(server, '/token', { ...own, ...(await proof()) })).statusCode,
    200,
    'the proof itself was right',
  )

  const code = await givenCode(browser)
  const bare = redemption(code, { client_id: undefined, client_secret: undefined })
  await judge(
    t,
    server,
    proofs.map((each) => ({ ...each, fields: { ...bare, ...each.fields } })),
  )
  t.equal((await post(server, '/token', redemption(code))).statusCode, 200, 'the code is as good as before')
})

t.test('RFC 6749 §5.2: which grant is asked for', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  await givenClients(server)
  await givenClient(server, { client_id: 'robot', metadata: MACHINE })
  const code = await givenCode(browser)
  const robot = { client_id: 'robot' }
  const [unsupported, unregistered] = ['unsupported_grant_type', 'unauthorized_client']
  const of = (grant_type: string | undefined) => redemption(code, { grant_type })
  await judge(t, server, [
    wrong('§4.1.3: no grant_type', of(undefined), 'invalid_request', 'parameter-missing'),
    wrong('§4.1.3: an empty one', of(''), 'invalid_request', 'parameter-missing'),
    wrong('§5.2: an unknown one', of('x'), unsupported, 'grant-type-unsupported'),
    wrong('§5.2: in other letters', of('Authorization_Code'), unsupported, 'grant-type-unsupported'),
    wrong('§4.3: a password', of('password'), unsupported, 'grant-type-unsupported'),
    wrong('§4.2: implicit', of('implicit'), unsupported, 'grant-type-unsupported'),
    wrong(
      'RFC 7523 §2.1: a JWT',
      of('urn:ietf:params:oauth:grant-type:jwt-bearer'),
      unsupported,
      'grant-type-unsupported',
    ),
    wrong('§5.2: a member of every object', of('constructor'), unsupported, 'grant-type-unsupported'),
    wrong(
      '§4.4: one it is not registered for',
      of('client_credentials'),
      unregistered,
      'grant-type-unregistered',
    ),
    wrong(
      '§4.1: one a machine is not registered for',
      redemption(code, robot),
      unregistered,
      'grant-type-unregistered',
    ),
    wrong('§6: likewise', refreshing('x', robot), unregistered, 'grant-type-unregistered'),
    wrong(
      '§4.4: by a public client',
      { grant_type: 'client_credentials', client_id: 'spa' },
      unregistered,
      'grant-type-unregistered',
    ),
    wrong(
      'Tenants: another one’s name',
      redemption(code, { tenant_id: 'other' }),
      'invalid_request',
      'tenant-id-differs',
    ),
  ])
  t.equal((await post(server, '/token', redemption(code))).statusCode, 200, 'the code is as good as before')
})

t.test('RFC 8628 §3.4, §3.5: device codes that give nothing', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  await givenClient(server, { ...TV, client_id: 'thief' })
  await givenClient(server, { client_id: 'spa', client_type: 'public' })
  const expired = await askAsDevice(server)
  server.clock.seconds += 600
  const { device_code, user_code } = await askAsDevice(server)
  const [grant, malformed] = ['invalid_grant', 'invalid_request']
  const unknown = (title: string, code: string, instead: Fields = {}) =>
    wrong(title, polling(code, instead), grant, 'device-code-unknown')
  await judge(t, server, [
    wrong('§3.4: no code', polling('', { device_code: undefined }), malformed, 'parameter-missing'),
    wrong('§3.4: an empty one', polling(''), malformed, 'parameter-missing'),
    wrong('§A: a NUL in it', polling('a\0b'), malformed, 'parameter-nul'),
    unknown('§3.5: no code at all', 'x'),
    unknown('§3.5: the user code', user_code),
    unknown('§3.5: one that was never given', Buffer.alloc(48, 1).toString('base64url')),
    unknown('§3.5: another secret', `${device_code.slice(0, -4)}AAAA`),
    unknown('§3.4: by another client', device_code, { client_id: 'thief' }),
    wrong(
      '§3.4: by a client that is not registered for it',
      polling(device_code, { client_id: 'spa' }),
      'unauthorized_client',
      'grant-type-unregistered',
    ),
    wrong('§3.5: too late', polling(expired.device_code), 'expired_token', 'device-code-expired'),
    wrong('§3.5: before an answer', polling(device_code), 'authorization_pending', 'device-unanswered'),
    wrong('§3.5: at once again', polling(device_code), 'slow_down', 'device-polled-early'),
  ])
  t.match((await server.db.all(allDeviceCodes, {})).at(-1), { consumed_at: null, poll_interval: 10 })
  const elsewhere = await post(server, '/token', polling(device_code), {}, 'other')
  t.equal(elsewhere.statusCode, 401, 'Tenants: at another one')
})

t.test('RFC 6749 §4.1.3: codes that give nothing', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  await givenClient(server, { client_id: 'thief' })
  const [grant, malformed] = ['invalid_grant', 'invalid_request']
  const handle = Buffer.alloc(48, 1).toString('base64url')
  const good = () => givenCode(browser)
  const challenged = () => givenCode(browser, CHALLENGE)
  const used = await good()
  await request(server, redemption(used))
  const stolen = await good()
  await judge(t, server, [
    wrong('§4.1.3: no code', redemption('', { code: undefined }), malformed, 'parameter-missing'),
    wrong('§4.1.3: an empty one', redemption(''), malformed, 'parameter-missing'),
    wrong('§A: a NUL in it', redemption('a\0b'), malformed, 'parameter-nul'),
    wrong('§5.2: no code at all', redemption('x'), grant, 'code-unknown'),
    wrong('§5.2: one that was never issued', redemption(handle), grant, 'code-unknown'),
    wrong('§5.2: another secret', redemption(`${stolen.slice(0, -4)}AAAA`), grant, 'code-unknown'),
    wrong('§4.1.2: a second time', redemption(used), grant, 'code-replayed'),
    wrong(
      '§5.2: of another client',
      redemption(await good(), { client_id: 'thief' }),
      grant,
      'client-mismatch',
    ),
    wrong(
      '§4.1.3: another redirect_uri',
      redemption(await good(), { redirect_uri: 'https://evil.example/' }),
      grant,
      'redirect-uri-mismatch',
    ),
    wrong(
      '§4.1.3: a longer one',
      redemption(await good(), { redirect_uri: 'https://rp.example/cb/' }),
      grant,
      'redirect-uri-mismatch',
    ),
    wrong('RFC 7636 §4.6: no verifier', redemption(await challenged()), grant, 'code-verifier-missing'),
    wrong(
      'RFC 7636 §4.6: another one',
      redemption(await challenged(), { code_verifier: 'x'.repeat(43) }),
      grant,
      'code-verifier-mismatch',
    ),
    wrong(
      'RFC 7636 §4.6: the challenge itself',
      redemption(await challenged(), { code_verifier: CODE_CHALLENGE }),
      grant,
      'code-verifier-mismatch',
    ),
    wrong(
      'RFC 7636 §4.1: a short one',
      redemption(await challenged(), { code_verifier: CODE_VERIFIER.slice(0, 42) }),
      grant,
      'code-verifier-malformed',
    ),
    wrong(
      'RFC 7636 §4.1: a long one',
      redemption(await challenged(), { code_verifier: 'x'.repeat(129) }),
      grant,
      'code-verifier-malformed',
    ),
    wrong(
      'RFC 7636 §4.1: other characters',
      redemption(await challenged(), { code_verifier: 'é'.repeat(43) }),
      grant,
      'code-verifier-malformed',
    ),
    wrong(
      'RFC 9700 §4.8.2: one that nobody asked for',
      redemption(await good(), { code_verifier: CODE_VERIFIER }),
      grant,
      'code-verifier-unexpected',
    ),
  ])
  const late = await good()
  server.clock.seconds += 60
  await judge(t, server, [wrong('§4.1.2: a minute later', redemption(late), grant, 'code-expired')])
})

t.test('RFC 6749 §6: refresh tokens that give nothing', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  await givenClient(server, { client_id: 'thief' })
  const [grant, malformed] = ['invalid_grant', 'invalid_request']
  const { refresh_token = '', access_token, id_token } = await givenTokens(server, browser)
  const code = await givenCode(browser)
  await judge(t, server, [
    wrong('§6: none', refreshing(undefined), malformed, 'parameter-missing'),
    wrong('§6: an empty one', refreshing(''), malformed, 'parameter-missing'),
    wrong('§6: no token', refreshing('x'), grant, 'refresh-token-unknown'),
    wrong(
      '§6: another secret',
      refreshing(`${refresh_token.slice(0, -4)}AAAA`),
      grant,
      'refresh-token-unknown',
    ),
    wrong('§6: an access token', refreshing(access_token), grant, 'refresh-token-unknown'),
    wrong('§6: an ID token', refreshing(id_token), grant, 'refresh-token-unknown'),
    wrong('§6: a code', refreshing(code), grant, 'refresh-token-unknown'),
    wrong(
      '§10.4: of another client',
      refreshing(refresh_token, { client_id: 'thief' }),
      grant,
      'client-mismatch',
    ),
    wrong(
      '§6: more than was granted',
      refreshing(refresh_token, { scope: 'openid admin' }),
      'invalid_scope',
      'scope-widened',
    ),
    wrong(
      '§3.3: a scope that is none',
      refreshing(refresh_token, { scope: 'a  b' }),
      'invalid_scope',
      'scope-malformed',
    ),
  ])
  const { refresh_token: next } = await request(server, refreshing(refresh_token))
  server.clock.seconds += 11
  await request(server, refreshing(next))
  await judge(t, server, [
    wrong('RFC 9700 §4.14.2: a second time', refreshing(refresh_token), grant, 'refresh-token-reused'),
    wrong('RFC 9700 §4.14.2: and its successor after that', refreshing(next), grant, 'grant-revoked'),
  ])
  const { refresh_token: idle } = await givenTokens(server, browser)
  server.clock.seconds += 2_592_000
  await judge(t, server, [wrong('§6: after thirty days', refreshing(idle), grant, 'refresh-token-expired')])
})

t.test('RFC 6749 §4.4: what a client may not have for itself', async (t) => {
  const server = await startServer(t)
  await givenClient(server, { metadata: MACHINE })
  const asking = (scope: string) => ({
    grant_type: 'client_credentials',
    client_id: 'rp',
    client_secret: SECRET,
    scope,
  })
  const unregistered = (title: string, scope: string) =>
    wrong(title, asking(scope), 'invalid_scope', 'scope-unregistered')
  await judge(t, server, [
    unregistered('§3.3: a scope it is not registered for', 'admin'),
    unregistered('§3.3: one of two', 'notes admin'),
    unregistered('Core §3.1.2.1: openid', 'openid'),
    unregistered('Core §11: offline_access', 'notes offline_access'),
    unregistered('§3.3: in other letters', 'Notes'),
    wrong('§3.3: a scope that is none', asking('notes  notes'), 'invalid_scope', 'scope-malformed'),
    wrong('§A.4: other characters', asking('no"tes'), 'invalid_scope', 'scope-malformed'),
  ])
})

t.test('RFC 6749 §3.2: what is no form, or no POST', async (t) => {
  const server = await startServer(t)
  const code = await givenCode(await givenApplication(server))
  const url = '/api/oidc/default/token'
  const headers = basic('rp', SECRET)
  const form = { ...headers, ...FORM }
  const payload = `grant_type=authorization_code&code=${code}`
  const sent: [string, number, InjectOptions][] = [
    ['GET', 404, { url: `${url}?${payload}`, headers }],
    ['PUT', 404, { url, method: 'PUT', headers: form, payload }],
    ['JSON', 400, { url, method: 'POST', headers, payload: { grant_type: 'authorization_code', code } }],
    ['text', 400, { url, method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, payload }],
    ['no body', 400, { url, method: 'POST', headers }],
    ['all in the query', 400, { url: `${url}?${payload}`, method: 'POST', headers: form, payload: '' }],
    ['a grant_type twice', 400, { url, method: 'POST', headers: form, payload: `${payload}&grant_type=x` }],
    ['a code twice', 400, { url, method: 'POST', headers: form, payload: `${payload}&code=${code}` }],
    [
      'larger than any form',
      413,
      { url, method: 'POST', headers: form, payload: `${payload}&x=${'x'.repeat(70_000)}` },
    ],
    [
      'an issuer that is not there',
      400,
      { url: url.replace('default', 'no'), method: 'POST', headers: form, payload },
    ],
  ]
  for (const [title, status, request] of sent) {
    const reply = await server.app.inject(request)
    t.equal(reply.statusCode, status, title)
    t.notMatch(reply.body, /access_token/, title)
  }
  t.equal(await issued(server), 0)
  const right = await server.app.inject({ url, method: 'POST', headers: form, payload })
  t.equal(right.statusCode, 200, 'the code is as good as before')
  t.equal(server.clock.seconds, START)
})
