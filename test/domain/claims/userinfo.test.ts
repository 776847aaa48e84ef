import t from 'tap'
import { userinfo } from '../../../src/domain/claims/userinfo.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { claimsOf, givenApplication, givenTokens } from '../../helpers/given.ts'

t.test('Core §5.3.2: the sub and the claims of the granted scopes, as they are now', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const deps = await server.tenant()
  const all = await givenTokens(server, browser, { scope: 'openid profile email phone' })
  const { sub } = claimsOf(all.id_token)
  t.same((await userinfo(deps, all.access_token)).claims, {
    sub,
    name: 'Ann Lee',
    preferred_username: 'ann',
    updated_at: START,
    email: 'ann@example.com',
    email_verified: true,
    phone_number: '+44 20 7946 0000',
  })
  const bare = await givenTokens(server, browser)
  t.same((await userinfo(deps, bare.access_token)).claims, { sub })
  await server.db.execute(`UPDATE "user" SET email = 'ann@elsewhere.example'`)
  t.match((await userinfo(deps, all.access_token)).claims, { email: 'ann@elsewhere.example' })
})

t.test('RFC 6750 §3.1: which tokens are refused', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const deps = await server.tenant()
  const { access_token } = await givenTokens(server, browser)
  const cases: [string, string][] = [
    ['UPDATE access_token SET revoked_at = 1', 'token-revoked'],
    ['UPDATE "grant" SET revoked_at = 1', 'grant-revoked'],
    [`UPDATE "user" SET status = 'inactive'`, 'user-inactive'],
    ['DELETE FROM access_token', 'token-unknown'],
  ]
  await t.rejects(userinfo(deps, undefined), { code: 'invalid_token', reason: 'token-missing' })
  await t.rejects(userinfo(await server.tenant('other'), access_token), {
    code: 'invalid_token',
    reason: 'token-unknown',
  })
  for (const [sql, reason] of cases) {
    await server.db.execute(sql)
    await t.rejects(userinfo(deps, access_token), { code: 'invalid_token', reason }, sql)
    await server.db.execute(`UPDATE access_token SET revoked_at = NULL; UPDATE "grant" SET revoked_at = NULL;
      UPDATE "user" SET status = 'active'`)
  }
})

t.test('RFC 6749 §10.1: a client that is locked or gone has no use of the tokens it got', async (t) => {
  const server = await startServer(t)
  const { access_token } = await givenTokens(server, await givenApplication(server))
  for (const sql of ['UPDATE client SET locked = 1', 'DELETE FROM client']) {
    await server.db.execute(sql)
    await server.db.run(bumpConfigVersion, {})
    const refusal = { code: 'invalid_token', reason: 'client-locked' }
    await t.rejects(userinfo(await server.tenant(), access_token), refusal, sql)
  }
})

t.test('RFC 6750 §3.1: a token expires', async (t) => {
  const server = await startServer(t)
  const { access_token } = await givenTokens(server, await givenApplication(server))
  const deps = await server.tenant()
  server.clock.seconds += 3599
  t.ok(await userinfo(deps, access_token))
  server.clock.seconds += 1
  await t.rejects(userinfo(deps, access_token), { code: 'invalid_token', reason: 'token-expired' })
})

t.test('Core §5.3.1: a token without openid is for something else', async (t) => {
  const server = await startServer(t)
  const { access_token } = await givenTokens(server, await givenApplication(server), { scope: 'email' })
  await t.rejects(userinfo(await server.tenant(), access_token), {
    code: 'insufficient_scope',
    reason: 'scope-without-openid',
  })
})
