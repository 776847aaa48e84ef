import t from 'tap'
import { CODE_CHALLENGE, CODE_VERIFIER, REDIRECT_URI } from '../../helpers/authorization.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { serverOn, startServer, testConfig } from '../../helpers/fixtures.ts'
import {
  allAccessTokens,
  allGrants,
  givenApplication,
  givenClient,
  givenCode,
  redemption,
  request,
} from '../../helpers/given.ts'

const CHALLENGE = { code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' }
const refusedAs = (reason: string) => ({ code: 'invalid_grant', reason })

t.test('RFC 6749 §4.1.2: a code is used once; a second use revokes the grant', async (t) => {
  const server = await startServer(t)
  const code = await givenCode(await givenApplication(server))
  await request(server, redemption(code))
  server.clock.seconds += 30
  await t.rejects(request(server, redemption(code)), refusedAs('code-replayed'))
  t.match(await server.db.all(allGrants, {}), [{ revoked_at: server.clock.seconds }])
})

t.test('RFC 6749 §4.1.3: a code that is altered, unknown, or no code at all gives nothing', async (t) => {
  const server = await startServer(t)
  const code = await givenCode(await givenApplication(server))
  const altered = `${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`
  const unknown = Buffer.alloc(48, 1).toString('base64url')
  for (const sent of [altered, unknown, 'no-code', `${code}A`]) {
    await t.rejects(request(server, redemption(sent)), refusedAs('code-unknown'), sent)
  }
  await t.rejects(request(server, redemption(altered)), refusedAs('code-unknown'), 'again')
  t.match(await server.db.all(allGrants, {}), [{ revoked_at: null }], 'and revokes nothing')
  await t.rejects(request(server, redemption('', { code: undefined })), { code: 'invalid_request' })
})

t.test('RFC 6749 §4.1.2: a code expires', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const [early, late] = [await givenCode(browser), await givenCode(browser)]
  server.clock.seconds += 59
  t.ok(await request(server, redemption(early)))
  server.clock.seconds += 1
  await t.rejects(request(server, redemption(late)), refusedAs('code-expired'))
})

t.test('RFC 6749 §4.1.3: a code is redeemed by who asked for it, as it was asked for', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  await givenClient(server, { client_id: 'rival' })
  await givenClient(server, { client_id: 'rp', tenant_id: 'other' })
  const wrong: [string, Record<string, string | undefined>, string][] = [
    ['another client', { client_id: 'rival' }, 'client-mismatch'],
    ['another address', { redirect_uri: `${REDIRECT_URI}/` }, 'redirect-uri-mismatch'],
    ['a verifier too short', { code_verifier: 'a'.repeat(42) }, 'code-verifier-malformed'],
    ['another verifier', { code_verifier: 'a'.repeat(43) }, 'code-verifier-mismatch'],
    ['no verifier', { code_verifier: undefined }, 'code-verifier-missing'],
  ]
  for (const [title, instead, reason] of wrong) {
    const code = await givenCode(browser, CHALLENGE)
    const right = redemption(code, { code_verifier: CODE_VERIFIER })
    await t.rejects(request(server, { ...right, ...instead }), refusedAs(reason), title)
    await t.rejects(request(server, right), refusedAs('code-replayed'), `${title}: the code is spent`)
  }
  const code = await givenCode(browser)
  await t.rejects(request(server, redemption(code), 'other'), refusedAs('code-unknown'), 'another tenant')
  t.ok(await request(server, redemption(code)), 'which could not spend it')
})

t.test('RFC 9700 §4.8.2: a verifier without a challenge is refused', async (t) => {
  const server = await startServer(t)
  const code = await givenCode(await givenApplication(server))
  const downgraded = redemption(code, { code_verifier: CODE_VERIFIER })
  await t.rejects(request(server, downgraded), refusedAs('code-verifier-unexpected'))
})

t.test('RFC 6749 §4.1.3: redirect_uri may be left out where nothing else could be meant', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  await givenClient(server, { client_id: 'app', client_type: 'public' })
  await givenClient(server, {
    client_id: 'two',
    metadata: { redirect_uris: [REDIRECT_URI, 'https://rp.example/second'] },
  })
  const left_out = { redirect_uri: undefined }
  const public_app = { client_id: 'app', client_secret: undefined, ...left_out }

  t.ok(await request(server, redemption(await givenCode(browser), left_out)), 'a client that authenticated')
  const challenged = await givenCode(browser, { ...CHALLENGE, client_id: 'app' })
  const verified = redemption(challenged, { ...public_app, code_verifier: CODE_VERIFIER })
  t.ok(await request(server, verified), 'a public client that proved itself by its verifier')

  const one_of_two = redemption(await givenCode(browser, { client_id: 'two' }), {
    client_id: 'two',
    ...left_out,
  })
  await t.rejects(request(server, one_of_two), refusedAs('redirect-uri-missing'), 'one of two addresses')
  const unproven = await givenCode(browser, { ...CHALLENGE, client_id: 'app' })
  await server.db.execute('UPDATE authorization_code SET code_challenge = NULL')
  await t.rejects(
    request(server, redemption(unproven, public_app)),
    refusedAs('redirect-uri-missing'),
    'nothing proved',
  )
})

t.test('RFC 6749 §10.4: what was taken back or belongs to nobody any more gives nothing', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const cases: [string, string][] = [
    ['UPDATE "grant" SET revoked_at = 1', 'grant-revoked'],
    ['DELETE FROM "grant"', 'grant-revoked'],
    ['UPDATE "grant" SET user_id = NULL', 'grant-without-person'],
    [`UPDATE "user" SET status = 'inactive'`, 'user-inactive'],
  ]
  for (const [sql, reason] of cases) {
    const code = await givenCode(browser)
    await server.db.execute(sql)
    await t.rejects(request(server, redemption(code)), refusedAs(reason), sql)
  }
})

t.test('RFC 6749 §5.1: who gets a refresh token', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const cases: [string, 'confidential' | 'public', Record<string, unknown>, string, boolean][] = [
    ['confidential', 'confidential', {}, 'openid', true],
    ['by-setting', 'confidential', { refresh_without_offline_access: false }, 'openid', false],
    ['asking', 'confidential', { refresh_without_offline_access: false }, 'openid offline_access', true],
    ['public', 'public', {}, 'openid', false],
    ['public-asking', 'public', {}, 'openid offline_access', true],
    ['unregistered', 'confidential', { grant_types: ['authorization_code'] }, 'openid offline_access', false],
  ]
  for (const [client_id, client_type, metadata, scope, is_given] of cases) {
    await givenClient(server, { client_id, client_type, metadata })
    const code = await givenCode(browser, { ...CHALLENGE, client_id, scope })
    const client_secret = client_type === 'public' ? { client_secret: undefined } : {}
    const fields = redemption(code, { client_id, code_verifier: CODE_VERIFIER, ...client_secret })
    t.equal((await request(server, fields)).refresh_token !== undefined, is_given, client_id)
  }
})

await onBothDatabases(
  t,
  'RFC 6749 §4.1.2: of twenty redemptions at once exactly one gives tokens',
  async (t, db) => {
    const server = await serverOn(db, testConfig())
    t.teardown(() => server.app.close())
    const code = await givenCode(await givenApplication(server))
    const twenty = Array.from({ length: 20 }, () => request(server, redemption(code)))
    const outcomes = await Promise.allSettled(twenty)
    t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const outcome of outcomes.filter(({ status }) => status === 'rejected')) {
      t.match(outcome, { reason: refusedAs('code-replayed') })
    }
    t.equal((await db.all(allAccessTokens, {})).length, 1)
    t.match(
      await db.all(allGrants, {}),
      [{ revoked_at: server.clock.seconds }],
      'nobody can tell who came first',
    )
  },
)
