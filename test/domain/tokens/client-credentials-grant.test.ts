import t, { type Test } from 'tap'
import { draftClient } from '../../../src/domain/clients/client-draft.ts'
import { sweep } from '../../../src/domain/retention.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import {
  allAccessTokens,
  allGrants,
  allRefreshTokens,
  bearer,
  claimsOf,
  givenClient,
  givenQuickKeys,
  post,
  request,
  SECRET,
} from '../../helpers/given.ts'

const MACHINE = {
  grant_types: ['client_credentials'],
  response_types: [],
  scope: 'notes.read notes.write openid email',
}

const asking = (more: Record<string, string> = {}) => ({
  grant_type: 'client_credentials',
  client_id: 'rp',
  client_secret: SECRET,
  ...more,
})

async function scene(t: Test, metadata: Record<string, unknown> = {}): Promise<TestServer> {
  const server = await startServer(t)
  await givenQuickKeys(server)
  await givenClient(server, { metadata: { ...MACHINE, ...metadata } })
  return server
}

t.test('RFC 6749 §4.4.3: a client gets an access token for itself, and nothing else', async (t) => {
  const server = await scene(t)
  const { access_token, ...told } = await request(server, asking())
  t.same(told, {
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'notes.read notes.write',
    refresh_token: undefined,
    id_token: undefined,
  })
  const { jti, ...claims } = claimsOf(access_token)
  t.match(jti, /^[0-9a-f-]{36}$/)
  t.same(
    claims,
    {
      iss: server.issuer,
      sub: 'rp',
      aud: server.issuer,
      client_id: 'rp',
      iat: START,
      exp: START + 3600,
      scope: 'notes.read notes.write',
    },
    'RFC 9068 §2.2: nobody signed in',
  )
  t.same(await server.db.all(allRefreshTokens, {}), [])
  t.match(await server.db.all(allGrants, {}), [{ user_id: null, session_id: null, expires_at: START + 3600 }])
})

t.test('RFC 6749 §3.3: a client asks for its own scope or less, and for nothing of people', async (t) => {
  const server = await scene(t)
  t.equal((await request(server, asking({ scope: 'notes.read' }))).scope, 'notes.read')
  for (const scope of ['notes.read admin', 'openid', 'notes.read email', 'offline_access']) {
    await t.rejects(request(server, asking({ scope })), {
      code: 'invalid_scope',
      reason: 'scope-unregistered',
    })
  }
  await t.rejects(request(server, asking({ scope: 'a  b' })), {
    code: 'invalid_scope',
    reason: 'scope-malformed',
  })
  t.equal((await server.db.all(allAccessTokens, {})).length, 1)
})

t.test('RFC 6749 §5.1: without any scope none is told', async (t) => {
  const server = await scene(t, { scope: undefined })
  const reply = await post(server, '/token', asking())
  t.equal(reply.statusCode, 200)
  t.same(Object.keys(reply.json()).sort(), ['access_token', 'expires_in', 'token_type'])
  t.notHas(claimsOf(reply.json().access_token), { scope: /./ })
})

t.test('OpenID Connect Core §5.3: userinfo has nobody to tell of', async (t) => {
  for (const access_token_format of ['jwt', 'opaque']) {
    const server = await scene(t, { access_token_format })
    const { access_token } = await request(server, asking())
    const url = '/api/oidc/default/userinfo'
    const reply = await server.app.inject({ url, headers: bearer(access_token) })
    t.equal(reply.statusCode, 401)
    t.match(reply.json(), { error: 'invalid_token' })
    t.match(server.notices.at(-1), { rule: 'grant-without-person' })
  }
})

t.test('RFC 7009 §2.1: a client takes back a token of its own', async (t) => {
  const server = await scene(t)
  const { access_token: token } = await request(server, asking())
  const credentials = { client_id: 'rp', client_secret: SECRET }
  t.equal((await post(server, '/revoke', { token, ...credentials })).statusCode, 200)
  t.match(await server.db.all(allAccessTokens, {}), [{ revoked_at: START }])
})

t.test('RFC 6749 §4.4: it is for confidential clients that are registered for it', async (t) => {
  const server = await startServer(t)
  await givenClient(server)
  await t.rejects(request(server, asking()), { code: 'unauthorized_client' })
  const stated = (client_type: 'public' | 'confidential', metadata: object) =>
    draftClient({ client_id: 'app', client_type, metadata: { ...metadata } }, undefined)
  const only = { grant_types: ['client_credentials'] }
  t.same(stated('confidential', only).metadata, { ...only, response_types: [] })
  t.same(stated('confidential', { grant_types: ['implicit'], response_types: ['id_token'] }).metadata, {
    grant_types: ['implicit'],
    response_types: ['id_token'],
  })
  const both = { grant_types: ['authorization_code', 'client_credentials'] }
  t.same(stated('confidential', both).metadata, both)
  t.throws(() => stated('public', only), {
    name: 'Refusal',
    faults: [/client_credentials is for confidential/],
  })
})

t.test('Retention: a grant of a client goes with its token, an hour later', async (t) => {
  const server = await scene(t)
  await request(server, asking())
  server.clock.seconds = START + 3600 + 3600
  t.match(await sweep(server.deps), { access_token: 1, grant: 1 })
})
