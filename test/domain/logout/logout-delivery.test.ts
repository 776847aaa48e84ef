/**
 * Logout tokens as a client's server gets them, and what becomes of those that do not arrive.
 */
import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import t from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { updateClient } from '../../../src/domain/clients/client-registration.ts'
import { signOut } from '../../../src/domain/logout/logout.ts'
import { deliverLogouts, deliverThese } from '../../../src/domain/logout/logout-delivery.ts'
import { listLogouts } from '../../../src/domain/logout/logout-list.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { START, serverOn, startServer, type TestServer, testConfig } from '../../helpers/fixtures.ts'
import { claimsOf, givenApplication, givenTokens } from '../../helpers/given.ts'
import { fetchInto } from '../../helpers/inject-fetch.ts'
import { allLogouts, type LogoutReceiver, logoutReceiver, REACHABLE } from '../../helpers/logout.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const MINUTE = 60

/** ann was signed in at `rp`, and is not any more. */
async function givenSignedOut(server: TestServer, { uri }: Pick<LogoutReceiver, 'uri'>, metadata = {}) {
  const browser = await givenApplication(server, { metadata: { backchannel_logout_uri: uri, ...metadata } })
  const { id_token = '' } = await givenTokens(server, browser)
  const deps = await server.tenant()
  const session = await findSession(deps, browser.cookies.get('vignette.default.session'))
  if (!session) throw new Error('nobody is signed in')
  const { deliveries } = await signOut(deps, session)
  return { claims: claimsOf(id_token), deliveries }
}

const rowsOf = ({ db }: TestServer) => db.all(allLogouts, {})

/** The claims of a token that arrived, as a client checks it. */
async function verified(server: TestServer, { taken }: LogoutReceiver) {
  const keys = createRemoteJWKSet(new URL(`${server.issuer}/.well-known/jwks`), {
    [customFetch]: fetchInto(server),
  })
  return jwtVerify(taken.at(-1)?.get('logout_token') ?? '', keys, {
    issuer: server.issuer,
    audience: 'rp',
    typ: 'logout+jwt',
    currentDate: new Date(server.clock.seconds * 1000),
  })
}

t.test(
  'Back-Channel Logout §2.4, §2.5: the token that a client is sent, and nothing beside it',
  async (t) => {
    const server = await startServer(t, REACHABLE)
    const receiver = await logoutReceiver(t)
    const { claims } = await givenSignedOut(server, receiver)
    t.equal(receiver.taken.length, 0, 'not before somebody delivers it')
    t.equal(await deliverLogouts(server.deps), 1)
    t.same([...(receiver.taken[0]?.keys() ?? [])], ['logout_token'])
    const { payload, protectedHeader } = await verified(server, receiver)
    t.match(protectedHeader, { alg: 'ES256', kid: /./, typ: 'logout+jwt' })
    const { jti, ...rest } = payload
    t.match(jti, /^[\w-]{22}$/)
    t.same(rest, {
      iss: server.issuer,
      aud: 'rp',
      sub: claims['sub'],
      sid: claims['sid'],
      iat: START,
      exp: START + 120,
      events: { [EVENT]: {} },
    })
    t.equal(await deliverLogouts(server.deps), 0, 'once')
    t.match(await rowsOf(server), [{ attempts: 1, delivered_at: START, last_error: null }])
    t.same(
      server.notices.filter(({ rule }) => rule === 'logout-not-delivered'),
      [],
    )
  },
)

t.test('Back-Channel Logout §2.4: signed by the algorithm of the client’s ID tokens', async (t) => {
  const server = await startServer(t, REACHABLE)
  const receiver = await logoutReceiver(t)
  await givenSignedOut(server, receiver, { id_token_signed_response_alg: 'EdDSA' })
  await deliverLogouts(server.deps)
  t.match((await verified(server, receiver)).protectedHeader, { alg: 'EdDSA' })
})

t.test('Back-Channel Logout §2.5: tried at once, by whoever ended the session', async (t) => {
  const server = await startServer(t, REACHABLE)
  const receiver = await logoutReceiver(t)
  const { deliveries } = await givenSignedOut(server, receiver)
  receiver.answer((_, reply) => reply.writeHead(204).end())
  t.equal(await deliverThese(server.deps, deliveries), 1)
  t.equal(await deliverThese(server.deps, deliveries), 0)
  t.equal(await deliverLogouts(server.deps), 0)
  t.equal(receiver.taken.length, 1)
})

t.test('Back-Channel Logout §2.5: what does not arrive is tried again, for a day', async (t) => {
  const server = await startServer(t, REACHABLE)
  const receiver = await logoutReceiver(t)
  await givenSignedOut(server, receiver)
  receiver.answer((_, reply) => reply.writeHead(503).end())
  t.equal(await deliverLogouts(server.deps), 0)
  t.match(await rowsOf(server), [{ attempts: 1, due_at: START + 5, last_error: 'status 503' }])
  t.match(server.notices.at(-1), {
    flow: 'back-channel-logout',
    step: 'send',
    rule: 'logout-not-delivered',
    client_id: 'rp',
    sent: 'status 503',
  })
  server.clock.seconds += 4
  await deliverLogouts(server.deps)
  t.equal(receiver.taken.length, 1, 'not yet')
  const jtis = new Set<unknown>()
  for (let tries = 0; tries < 20; tries += 1) {
    const [row] = await rowsOf(server)
    if (!row || row.due_at === row.expires_at) break
    server.clock.seconds = row.due_at
    await deliverLogouts(server.deps)
    jtis.add((await verified(server, receiver)).payload.jti)
  }
  t.equal(receiver.taken.length, 10)
  t.equal(jtis.size, 9, 'another token each time, valid then')
  t.ok(server.clock.seconds <= START + 24 * 60 * MINUTE)
  const [listed] = await listLogouts(await server.tenant(), 9)
  t.match(listed, { client_id: 'rp', state: 'given-up', attempts: 10, due_at: undefined, delivered_at: null })
})

t.test('Back-Channel Logout §2.8: a client that comes back is told', async (t) => {
  const server = await startServer(t, REACHABLE)
  const receiver = await logoutReceiver(t)
  const { claims } = await givenSignedOut(server, receiver)
  receiver.answer((_, reply) => reply.writeHead(400).end('{"error":"invalid_request"}'))
  await deliverLogouts(server.deps)
  const waiting = await listLogouts(await server.tenant(), 9)
  t.match(waiting, [{ sid: claims['sid'], state: 'waiting', due_at: START + 5, last_error: 'status 400' }])
  receiver.answer((_, reply) => reply.end())
  server.clock.seconds += 5
  t.equal(await deliverLogouts(server.deps), 1)
  t.match(await listLogouts(await server.tenant(), 9), [
    { state: 'delivered', attempts: 2, last_error: null, due_at: undefined, delivered_at: START + 5 },
  ])
})

t.test('Back-Channel Logout §4: a private address is refused where nobody allowed it', async (t) => {
  const server = await startServer(t)
  const receiver = await logoutReceiver(t)
  await givenSignedOut(server, receiver)
  await deliverLogouts(server.deps)
  t.equal(receiver.taken.length, 0)
  t.match(await rowsOf(server), [{ attempts: 1, last_error: /^address-refused / }])
})

t.test('Back-Channel Logout §2.2: a client that wants it no more is asked no more', async (t) => {
  const server = await startServer(t, REACHABLE)
  const receiver = await logoutReceiver(t)
  await givenSignedOut(server, receiver)
  const metadata = { backchannel_logout_uri: null }
  await updateClient(await server.tenant(), { client_id: 'rp', client_type: undefined, metadata })
  await deliverLogouts(server.deps)
  t.equal(receiver.taken.length, 0)
  t.match(await listLogouts(await server.tenant(), 9), [
    { state: 'given-up', attempts: 1, last_error: 'the client has no backchannel_logout_uri any more' },
  ])
})

await onBothDatabases(
  t,
  'Back-Channel Logout §2.5: of several processes one sends it, and a slow client holds up nobody else',
  async (t, db) => {
    const server = await serverOn(db, testConfig(REACHABLE))
    t.teardown(() => server.app.close())
    const receiver = await logoutReceiver(t)
    const slow = Promise.withResolvers<void>()
    receiver.answer((_, reply) => void slow.promise.then(() => reply.end()))
    await givenSignedOut(server, receiver)
    const first = deliverLogouts(server.deps)
    const others = await Promise.all(Array.from({ length: 5 }, () => deliverLogouts(server.deps)))
    slow.resolve()
    const arrived = [await first, ...others].reduce((sum, count) => sum + count, 0)
    t.equal(arrived, 1)
    t.equal(receiver.taken.length, 1)
  },
)
