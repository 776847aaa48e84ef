import t from 'tap'
import { introspectToken } from '../../../src/domain/tokens/introspection.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import {
  claimsOf,
  givenApplication,
  givenClient,
  givenTokens,
  refreshing,
  request,
  SECRET,
} from '../../helpers/given.ts'

const INACTIVE = { active: false }

async function introspect(
  server: TestServer,
  token: string | undefined,
  client_id = 'rp',
  tenant_id?: string,
) {
  const parameters = { client_id, client_secret: SECRET, token }
  const credentials = { basic: undefined, parameters }
  return (await introspectToken(await server.tenant(tenant_id), credentials)).introspection
}

const lastRule = ({ notices }: TestServer) => notices.at(-1)?.rule

t.test('RFC 7662 §2.2: what is told of an access token, of either form', async (t) => {
  for (const access_token_format of ['jwt', 'opaque']) {
    const server = await startServer(t)
    const browser = await givenApplication(server, { metadata: { access_token_format } })
    server.clock.seconds = START + 7
    const { access_token, id_token } = await givenTokens(server, browser)
    const { jti, ...told } = await introspect(server, access_token)
    t.match(jti, /^[0-9a-f-]{36}$/)
    t.same(told, {
      active: true,
      token_type: 'Bearer',
      iss: server.issuer,
      sub: claimsOf(id_token)['sub'],
      aud: server.issuer,
      client_id: 'rp',
      scope: 'openid',
      iat: START + 7,
      exp: START + 3607,
      auth_time: START,
      acr: 'urn:vignette:acr:passcode',
      amr: ['pwd', 'pin'],
    })
    t.match(server.notices.at(-1), { flow: 'introspection', step: 'active', client_id: 'rp' })
    if (access_token_format === 'jwt')
      t.match(claimsOf(access_token), { ...told, active: undefined, token_type: undefined, jti })
  }
})

t.test('RFC 7662 §2.2: what is told of a refresh token', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const { refresh_token, id_token } = await givenTokens(server, browser)
  t.same(await introspect(server, refresh_token), {
    active: true,
    iss: server.issuer,
    sub: claimsOf(id_token)['sub'],
    client_id: 'rp',
    scope: 'openid',
    iat: START,
    exp: START + 2_592_000,
    auth_time: START,
    acr: 'urn:vignette:acr:passcode',
    amr: ['pwd', 'pin'],
  })
  const { refresh_token: next } = await request(server, refreshing(refresh_token))
  t.same(await introspect(server, refresh_token), INACTIVE, 'one that was used')
  t.equal(lastRule(server), 'refresh-token-reused')
  t.match(await introspect(server, next), { active: true })
  server.clock.seconds += 2_592_000
  t.same(await introspect(server, next), INACTIVE)
  t.equal(lastRule(server), 'token-expired')
})

t.test('RFC 7662 §2.2: a token that is not good any more is told nothing of', async (t) => {
  const changes: [string, string][] = [
    ['UPDATE access_token SET revoked_at = 1', 'token-revoked'],
    [`UPDATE access_token SET expires_at = ${START}`, 'token-expired'],
    ['UPDATE "grant" SET revoked_at = 1', 'grant-revoked'],
    [`UPDATE "user" SET status = 'inactive'`, 'user-inactive'],
  ]
  for (const [sql, rule] of changes) {
    const server = await startServer(t)
    const { access_token } = await givenTokens(server, await givenApplication(server))
    t.match(await introspect(server, access_token), { active: true })
    await server.db.execute(sql)
    t.same(await introspect(server, access_token), INACTIVE, sql)
    t.match(server.notices.at(-1), { step: 'inactive', rule })
  }
  const server = await startServer(t)
  const { refresh_token } = await givenTokens(server, await givenApplication(server))
  await server.db.execute('UPDATE "grant" SET revoked_at = 1')
  t.same(await introspect(server, refresh_token), INACTIVE)
  t.equal(lastRule(server), 'grant-revoked')
})

t.test('RFC 7662 §4: of what is unknown, or not for the client to know, nothing is told', async (t) => {
  const server = await startServer(t)
  const { access_token, refresh_token, id_token } = await givenTokens(server, await givenApplication(server))
  await givenClient(server, { client_id: 'nosy' })
  await givenClient(server, { client_id: 'rp', tenant_id: 'other' })
  for (const token of ['x', 'x.y.z', `${access_token}x`, id_token, 'A'.repeat(64)]) {
    t.same(await introspect(server, token), INACTIVE, String(token))
    t.equal(lastRule(server), 'token-unknown')
  }
  for (const token of [access_token, refresh_token]) {
    t.same(await introspect(server, token, 'nosy'), INACTIVE)
    t.equal(lastRule(server), 'client-mismatch')
    t.same(await introspect(server, token, 'rp', 'other'), INACTIVE, 'in another tenant')
    t.equal(lastRule(server), 'token-unknown')
  }
})

t.test('RFC 7662 §4: a resource server knows every access token, and no refresh token', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata: { subject_type: 'pairwise' } })
  const { access_token, refresh_token } = await givenTokens(server, browser)
  await givenClient(server, { client_id: 'api', metadata: { resource_server: true } })
  const { sub } = claimsOf(access_token)
  t.match(await introspect(server, access_token, 'api'), { active: true, client_id: 'rp', sub })
  t.same(await introspect(server, refresh_token, 'api'), INACTIVE)
  await server.db.execute(`UPDATE client SET locked = 1 WHERE client_id = 'rp'`)
  await server.db.run(bumpConfigVersion, {})
  t.same(await introspect(server, access_token, 'api'), INACTIVE)
  t.equal(lastRule(server), 'client-locked')
})

t.test('RFC 6749 §4.4: a token of a client for itself is told as such', async (t) => {
  const server = await startServer(t)
  await givenClient(server, {
    metadata: { grant_types: ['client_credentials'], response_types: [], access_token_format: 'opaque' },
  })
  const asking = { grant_type: 'client_credentials', client_id: 'rp', client_secret: SECRET }
  const { access_token } = await request(server, asking)
  const { jti, ...told } = await introspect(server, access_token)
  t.ok(jti)
  t.same(told, {
    active: true,
    token_type: 'Bearer',
    iss: server.issuer,
    sub: 'rp',
    aud: server.issuer,
    client_id: 'rp',
    iat: START,
    exp: START + 3600,
  })
})
