import t from 'tap'
import { deleteClient } from '../../../src/domain/clients/client-registration.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import type { TestServer } from '../../helpers/fixtures.ts'
import { serverOn, startServer, testConfig } from '../../helpers/fixtures.ts'
import {
  allGrants,
  allRefreshTokens,
  claimsOf,
  givenApplication,
  givenClient,
  givenTokens,
  refreshing,
  request,
} from '../../helpers/given.ts'

const refusedAs = (reason: string) => ({ code: 'invalid_grant', reason })

async function givenRefreshToken(server: TestServer, scope = 'openid profile email') {
  const browser = await givenApplication(server)
  return givenTokens(server, browser, { scope, nonce: 'n-0S6_WzA2Mj' })
}

const isRevoked = async ({ db }: TestServer) =>
  (await db.all(allGrants, {})).some((row) => row.revoked_at !== null)
const live = async ({ db }: TestServer) =>
  (await db.all(allRefreshTokens, {})).filter((row) => row.consumed_at === null).length

t.test('RFC 9700 §4.14.2: a refresh token is used once, and gives way to a successor', async (t) => {
  const server = await startServer(t)
  const { refresh_token: first } = await givenRefreshToken(server)
  const { refresh_token: second } = await request(server, refreshing(first))
  t.match(second, /^[A-Za-z0-9_-]{64}$/)
  t.not(second, first)
  const { refresh_token: third } = await request(server, refreshing(second))
  t.not(third, second)
  t.equal(await live(server), 1)
  t.equal(await isRevoked(server), false)
})

t.test(
  'RFC 9700 §4.14.2: a lost answer is given again, for ten seconds and while nobody used it',
  async (t) => {
    const server = await startServer(t)
    const { refresh_token: first } = await givenRefreshToken(server)
    const answer = await request(server, refreshing(first))
    server.clock.seconds += 10
    const again = await request(server, refreshing(first))
    t.equal(again.refresh_token, answer.refresh_token)
    t.not(again.access_token, answer.access_token)
    t.equal(await live(server), 1)

    await request(server, refreshing(answer.refresh_token))
    await t.rejects(
      request(server, refreshing(first)),
      refusedAs('refresh-token-reused'),
      'its successor was used',
    )
    t.equal(await isRevoked(server), true)
  },
)

t.test('RFC 9700 §4.14.2: a token that comes back later was stolen: all of its grant ends', async (t) => {
  const server = await startServer(t)
  const { refresh_token: first } = await givenRefreshToken(server)
  const { refresh_token: second } = await request(server, refreshing(first))
  server.clock.seconds += 11
  await t.rejects(request(server, refreshing(first)), refusedAs('refresh-token-reused'))
  await t.rejects(request(server, refreshing(second)), refusedAs('grant-revoked'), 'the successor too')
})

t.test('RFC 6749 §6: a refusal that is no theft leaves the token as it was', async (t) => {
  const server = await startServer(t)
  const { refresh_token } = await givenRefreshToken(server)
  await givenClient(server, { client_id: 'rival' })
  await givenClient(server, { client_id: 'rp', tenant_id: 'other' })
  const altered = `${refresh_token?.slice(0, -1)}${refresh_token?.endsWith('A') ? 'B' : 'A'}`
  const wider = refreshing(refresh_token, { scope: 'openid phone' })
  const malformed = refreshing(refresh_token, { scope: 'openid  phone' })
  await t.rejects(
    request(server, refreshing(refresh_token, { client_id: 'rival' })),
    refusedAs('client-mismatch'),
  )
  await t.rejects(request(server, refreshing(refresh_token), 'other'), refusedAs('refresh-token-unknown'))
  await t.rejects(request(server, refreshing(altered)), refusedAs('refresh-token-unknown'))
  await t.rejects(request(server, refreshing('no-token')), refusedAs('refresh-token-unknown'))
  await t.rejects(request(server, wider), { code: 'invalid_scope', reason: 'scope-widened' })
  await t.rejects(request(server, malformed), { code: 'invalid_scope', reason: 'scope-malformed' })
  t.ok(await request(server, refreshing(refresh_token)))
  t.equal(await isRevoked(server), false)
})

t.test('RFC 6749 §6: another client cannot end a grant with a token that was used', async (t) => {
  const server = await startServer(t)
  const { refresh_token: first } = await givenRefreshToken(server)
  const { refresh_token: second } = await request(server, refreshing(first))
  await givenClient(server, { client_id: 'rival' })
  await t.rejects(request(server, refreshing(first, { client_id: 'rival' })), refusedAs('client-mismatch'))
  t.ok(await request(server, refreshing(second)))
})

t.test(
  'RFC 6749 §6: the scope can shrink for one access token, and is whole again with the next',
  async (t) => {
    const server = await startServer(t)
    const { refresh_token } = await givenRefreshToken(server)
    const narrow = await request(server, refreshing(refresh_token, { scope: 'openid email' }))
    t.equal(narrow.scope, 'openid email')
    t.equal(claimsOf(narrow.access_token)['scope'], 'openid email')
    t.notOk(claimsOf(narrow.id_token)['name'])
    const bare = await request(server, refreshing(narrow.refresh_token, { scope: 'profile' }))
    t.equal(bare.id_token, undefined)
    const whole = await request(server, refreshing(bare.refresh_token))
    t.equal(whole.scope, 'openid profile email')
  },
)

t.test('RFC 6749 §1.5: a refresh token lives from its last use, and its grant as long', async (t) => {
  const server = await startServer(t)
  const { refresh_token: first } = await givenRefreshToken(server)
  const month = 30 * 86_400
  server.clock.seconds += month - 1
  const { refresh_token: second } = await request(server, refreshing(first))
  t.match(await server.db.all(allGrants, {}), [{ expires_at: server.clock.seconds + month }])
  server.clock.seconds += month
  await t.rejects(request(server, refreshing(second)), refusedAs('refresh-token-expired'))
})

t.test(
  'Core §12.2: the ID token after a refresh tells the same sign-in of the person as of now',
  async (t) => {
    const server = await startServer(t)
    const { id_token, refresh_token } = await givenRefreshToken(server)
    const before = claimsOf(id_token)
    t.equal(before['nonce'], 'n-0S6_WzA2Mj')
    server.clock.seconds += 100
    await server.db.execute(`UPDATE "user" SET claims = '{"name":"Ann Moss"}', updated_at = updated_at + 50`)
    const after = claimsOf((await request(server, refreshing(refresh_token))).id_token)
    for (const name of ['iss', 'sub', 'aud', 'auth_time', 'acr']) t.equal(after[name], before[name], name)
    t.equal(after['iat'], server.clock.seconds)
    t.equal(after['name'], 'Ann Moss')
    t.notOk('nonce' in after)
  },
)

t.test('RFC 6749 §10.4: what was taken back is not refreshed', async (t) => {
  const server = await startServer(t)
  const { refresh_token } = await givenRefreshToken(server)
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  await t.rejects(request(server, refreshing(refresh_token)), refusedAs('user-inactive'))
  await server.db.execute(`UPDATE "user" SET status = 'active'`)
  t.ok(await request(server, refreshing(refresh_token)))
})

await onBothDatabases(t, 'RFC 9700 §4.14.2: twenty uses at once leave one live successor', async (t, db) => {
  const server = await serverOn(db, testConfig())
  t.teardown(() => server.app.close())
  const { refresh_token } = await givenRefreshToken(server)
  const twenty = Array.from({ length: 20 }, () => request(server, refreshing(refresh_token)))
  const answers = await Promise.all(twenty)
  t.equal(new Set(answers.map((answer) => answer.refresh_token)).size, 1)
  t.equal(new Set(answers.map((answer) => answer.access_token)).size, 20)
  t.equal(await live(server), 1)
  t.ok(await request(server, refreshing(answers[0]?.refresh_token)))
})

t.test('RFC 6749 §10.4: what a deleted client held is worth nothing to another of its id', async (t) => {
  const server = await startServer(t)
  const { refresh_token } = await givenRefreshToken(server)
  await deleteClient(await server.tenant(), 'rp')
  await givenClient(server)
  await t.rejects(request(server, refreshing(refresh_token)), refusedAs('grant-revoked'))
})
