import t from 'tap'
import { draftClient } from '../../../src/domain/clients/client-draft.ts'
import { revokeGrant } from '../../../src/store/grants.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import {
  allAccessTokens,
  allGrants,
  basic,
  bearer,
  claimsOf,
  givenClient,
  post,
  request,
  SECRET,
} from '../../helpers/given.ts'
import {
  ACCESS_TOKEN,
  ALL_SCOPES,
  BOTH,
  EXCHANGE,
  exchanging,
  givenResources,
  NOTES,
  PHOTOS,
  tokensFor,
} from '../../helpers/resources.ts'

async function given(metadata: Record<string, unknown> = {}, policy: Record<string, unknown> = {}) {
  const server = await startServer(t)
  const browser = await givenResources(server, metadata, policy)
  const { access_token } = await tokensFor(server, browser, BOTH)
  return { server, browser, access_token }
}

const introspect = async (server: TestServer, token: string, client_id = 'notes') =>
  (await post(server, '/introspect', { token }, basic(client_id, SECRET))).json()

/** A token of a client for itself. */
async function ownToken(server: TestServer, client_id: string): Promise<string> {
  const metadata = { grant_types: ['client_credentials', EXCHANGE], response_types: [] }
  await givenClient(server, { client_id, metadata })
  const fields = { grant_type: 'client_credentials', client_id, client_secret: SECRET }
  return (await request(server, fields)).access_token
}

t.test('RFC 8693 §2.2.1: a service gets a token for less, in the name of whom it acts for', async (t) => {
  const { server, access_token } = await given()
  const exchanged = await request(
    server,
    exchanging(access_token, { resource: PHOTOS, scope: 'openid photos' }),
  )
  const { access_token: token, ...rest } = exchanged
  t.same(JSON.parse(JSON.stringify(rest)), {
    issued_token_type: ACCESS_TOKEN,
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'openid photos',
  })
  const { sub, auth_time, amr } = claimsOf(access_token)
  const told = { sub, auth_time, amr, aud: PHOTOS, client_id: 'notes', scope: 'openid photos' }
  t.match(claimsOf(token), { ...told, act: { sub: 'notes' } })
  t.match(await introspect(server, token), { active: true, ...told, act: { sub: 'notes' } })
  t.same(await introspect(server, token, 'rp'), { active: false }, 'it is not the first client’s any more')
})

t.test(
  'RFC 8693 §2.1: targets by their address or the name of their client; unnamed they stay',
  async (t) => {
    const { server, access_token } = await given()
    const exchange = async (fields: Record<string, string | string[]>) =>
      claimsOf((await request(server, exchanging(access_token, fields))).access_token)['aud']
    t.equal(await exchange({ audience: 'notes' }), NOTES)
    t.equal(await exchange({ audience: PHOTOS }), PHOTOS)
    t.same(await exchange({ audience: ['notes', PHOTOS], resource: NOTES }), [NOTES, PHOTOS])
    t.same(await exchange({}), [NOTES, PHOTOS])
  },
)

t.test('RFC 8693 §2.2.1: over HTTP, kept nowhere', async (t) => {
  const { server, access_token } = await given()
  const reply = await post(server, '/token', exchanging(access_token, { requested_token_type: ACCESS_TOKEN }))
  t.equal(reply.statusCode, 200)
  t.match(reply.headers, { 'cache-control': 'no-store' })
  t.match(reply.json(), { issued_token_type: ACCESS_TOKEN, scope: ALL_SCOPES })
  t.notOk(Object.hasOwn(reply.json(), 'refresh_token'))
})

t.test('RFC 8693 §1.1: a client narrows a token of its own, and nobody acts', async (t) => {
  const { server, browser } = await given()
  const { access_token } = await tokensFor(server, browser, { scope: 'openid email' })
  const own = { client_id: 'rp', scope: 'openid', audience: server.issuer }
  const { access_token: token } = await request(server, exchanging(access_token, own))
  t.match(claimsOf(token), { aud: server.issuer, scope: 'openid', act: undefined })
  const userinfo = await server.app.inject({ url: '/api/oidc/default/userinfo', headers: bearer(token) })
  t.same(Object.keys(userinfo.json()), ['sub'])
})

t.test('RFC 8693 §4.1: who acts stands outside, and who acted before within', async (t) => {
  const { server, browser, access_token } = await given()
  const { access_token: actor_token } = await tokensFor(server, browser, {})
  const actor = { actor_token, actor_token_type: ACCESS_TOKEN, client_id: 'rp' }
  const person = claimsOf(actor_token)['sub']
  const { access_token: token } = await request(server, exchanging(access_token, actor))
  t.same(claimsOf(token)['act'], { sub: person })
  const next = await request(server, exchanging(token))
  t.same(claimsOf(next.access_token)['act'], { sub: 'notes', act: { sub: person } })
  const worker = await ownToken(server, 'worker')
  const own = { actor_token: worker, actor_token_type: ACCESS_TOKEN, client_id: 'worker' }
  const itself = await request(server, exchanging(worker, own))
  t.match(claimsOf(itself.access_token), { sub: 'worker', act: { sub: 'worker' } })
})

t.test('RFC 8693 §4.1: eight may act for one another', async (t) => {
  const { server } = await given()
  let token = await ownToken(server, 'worker')
  const actor = { actor_token: token, actor_token_type: ACCESS_TOKEN, client_id: 'worker' }
  for (let count = 0; count < 8; count += 1)
    token = (await request(server, exchanging(token, actor))).access_token
  const one_more = request(server, exchanging(token, actor))
  await t.rejects(one_more, { code: 'invalid_request', reason: 'actors-too-many' })
})

t.test('RFC 8693 §4.4: whom may_act names may act, and nobody else', async (t) => {
  const { server, access_token } = await given({ may_act: 'worker' })
  const may_act = { sub: 'worker' }
  t.match(claimsOf(access_token), { may_act })
  t.match(await introspect(server, access_token), { may_act })
  await ownToken(server, 'worker')
  const { access_token: token } = await request(server, exchanging(access_token, { client_id: 'worker' }))
  t.match(claimsOf(token), { client_id: 'worker', act: may_act, may_act: undefined })
  const another = request(server, exchanging(access_token))
  await t.rejects(another, { code: 'invalid_request', reason: 'actor-not-allowed' })
  t.ok(await request(server, exchanging(access_token, { client_id: 'rp' })), 'and its own client narrows it')
})

t.test('RFC 8693 §2.2.1: it ends with the token that it was given for, or sooner', async (t) => {
  const { server, access_token } = await given()
  server.clock.seconds += 3000
  const late = await request(server, exchanging(access_token))
  t.equal(late.expires_in, 600)
  t.equal(claimsOf(late.access_token)['exp'], claimsOf(access_token)['exp'])
  const metadata = { grant_types: [EXCHANGE], access_token_ttl: 60 }
  await givenPolicy(server, { resources: [{ resource: NOTES, name: 'Notes', client_id: 'brief' }] })
  await givenClient(server, { client_id: 'brief', metadata })
  t.equal((await request(server, exchanging(access_token, { client_id: 'brief' }))).expires_in, 60)
})

t.test('RFC 8693 §2.2.2: a client that is for others gets no token of a person', async (t) => {
  const { server, access_token } = await given()
  await givenPolicy(server, { resources: [{ resource: NOTES, name: 'Notes', client_id: 'closed' }] })
  await givenClient(server, {
    client_id: 'closed',
    metadata: { grant_types: [EXCHANGE], assigned_only: true },
  })
  const exchange = request(server, exchanging(access_token, { client_id: 'closed' }))
  await t.rejects(exchange, { code: 'invalid_request', reason: 'client-not-assigned' })
})

t.test('RFC 8693 §5: it is revoked with its grant, or alone by the client that has it', async (t) => {
  const { server, access_token } = await given()
  const { access_token: first } = await request(server, exchanging(access_token))
  const { access_token: second } = await request(server, exchanging(access_token))
  const revoke = (token: string, client_id: string) =>
    post(server, '/revoke', { token }, basic(client_id, SECRET))
  await revoke(first, 'rp')
  t.match(await introspect(server, first), { active: true }, 'not by the first client')
  await revoke(first, 'notes')
  t.same(await introspect(server, first), { active: false })
  t.match(await introspect(server, second), { active: true })
  const [grant] = await server.db.all(allGrants, {})
  if (!grant) throw new Error('no grant')
  await server.db.run(revokeGrant, { tenant_id: 'default', id: grant.id, now: server.clock.seconds })
  t.same(await introspect(server, second), { active: false })
  t.equal((await server.db.all(allGrants, {})).length, 1)
  t.equal((await server.db.all(allAccessTokens, {})).length, 3)
})

t.test(
  'RFC 8693 §2.1: an opaque token is exchanged as well, and a person is known by the name of each client',
  async (t) => {
    const { server, access_token } = await given({ access_token_format: 'opaque', subject_type: 'pairwise' })
    const before = await introspect(server, access_token)
    const { access_token: token } = await request(server, exchanging(access_token))
    t.not(claimsOf(token)['sub'], before.sub)
    t.match((await introspect(server, token)).sub, claimsOf(token)['sub'])
  },
)

t.test('RFC 8693 §5: it is for clients that can prove themselves', async (t) => {
  const metadata = { grant_types: ['authorization_code', EXCHANGE] }
  const draft = (client_type: 'public' | 'confidential') =>
    draftClient({ client_id: 'app', client_type, metadata }, undefined)
  t.same(draft('confidential').metadata, metadata)
  t.throws(() => draft('public'), { name: 'Refusal', faults: [/token-exchange is for confidential/] })
})
