import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import t from 'tap'
import { findAccessTokenRow } from '../../../src/domain/tokens/access-token.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { allAccessTokens, claimsOf, givenApplication, givenTokens } from '../../helpers/given.ts'

t.test('RFC 9068 §2.2: what an access token says', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata: { access_token_ttl: 300 } })
  const { access_token, expires_in } = await givenTokens(server, browser, { scope: 'openid email' })
  t.equal(expires_in, 300)
  t.match(decodeProtectedHeader(access_token), { typ: 'at+jwt', alg: 'ES256' })
  const { jti, sub, ...claims } = claimsOf(access_token)
  t.match(jti, /^[0-9a-f-]{36}$/)
  t.match(sub, /^[0-9a-f-]{36}$/)
  t.same(claims, {
    iss: server.issuer,
    aud: server.issuer,
    client_id: 'rp',
    iat: START,
    exp: START + 300,
    scope: 'openid email',
    auth_time: START,
    acr: 'urn:vignette:acr:passcode',
    amr: ['pwd', 'pin'],
  })
})

t.test('RFC 9068 §4: an application verifies it with the published keys', async (t) => {
  const server = await startServer(t)
  const { access_token } = await givenTokens(server, await givenApplication(server))
  const keys = createLocalJWKSet((await server.app.inject('/api/oidc/default/.well-known/jwks')).json())
  const { payload } = await jwtVerify(access_token, keys, {
    issuer: server.issuer,
    audience: server.issuer,
    typ: 'at+jwt',
    currentDate: new Date(START * 1000),
  })
  t.equal(payload['client_id'], 'rp')
})

t.test(
  'RFC 6749 §1.4: a client may have opaque tokens, of which the database has a hash alone',
  async (t) => {
    const server = await startServer(t)
    const browser = await givenApplication(server, { metadata: { access_token_format: 'opaque' } })
    const { access_token, id_token } = await givenTokens(server, browser)
    t.match(access_token, /^[A-Za-z0-9_-]{64}$/)
    t.ok(id_token)
    const [row] = await server.db.all(allAccessTokens, {})
    t.notOk(row?.secret_hash?.equals(Buffer.from(access_token, 'base64url').subarray(16)))

    const deps = await server.tenant()
    t.ok(await findAccessTokenRow(deps, access_token))
    const altered = `${access_token.slice(0, -1)}${access_token.endsWith('A') ? 'B' : 'A'}`
    t.notOk(await findAccessTokenRow(deps, altered))
    t.notOk(await findAccessTokenRow(await server.tenant('other'), access_token))
    await server.db.execute('UPDATE access_token SET secret_hash = NULL')
    t.notOk(await findAccessTokenRow(deps, access_token), 'the id of a JWT is no token')
  },
)

t.test('RFC 7515 §5.2: a token that this tenant did not sign as one is none', async (t) => {
  const server = await startServer(t)
  const { access_token, id_token } = await givenTokens(server, await givenApplication(server))
  const deps = await server.tenant()
  t.ok(await findAccessTokenRow(deps, access_token))
  const [header, payload, signature] = access_token.split('.')
  const forged = Buffer.from(JSON.stringify({ ...claimsOf(access_token), scope: 'x' })).toString('base64url')
  for (const [title, token] of [
    ['an ID token', id_token ?? ''],
    ['altered claims', `${header}.${forged}.${signature}`],
    ['no signature', `${header}.${payload}.`],
    ['no token', 'no token'],
  ] as const) {
    t.notOk(await findAccessTokenRow(deps, token), title)
  }
  t.notOk(await findAccessTokenRow(await server.tenant('other'), access_token), 'another tenant')
})
