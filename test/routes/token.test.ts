import * as oauth from 'oauth4webapi'
import t from 'tap'
import { CODE_CHALLENGE, CODE_VERIFIER, REDIRECT_URI } from '../helpers/authorization.ts'
import { startServer, type TestServer } from '../helpers/fixtures.ts'
import {
  basic,
  claimsOf,
  FORM,
  givenApplication,
  givenClient,
  givenCode,
  givenQuickKeys,
  post,
  redemption,
  refreshing,
  SECRET,
} from '../helpers/given.ts'
import { fetchInto } from '../helpers/inject-fetch.ts'

const CHALLENGE = { code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' }

t.test('RFC 6749 §5.1: a code gives tokens, in an answer that nobody keeps', async (t) => {
  const server = await startServer(t)
  const code = await givenCode(await givenApplication(server), { scope: 'openid email' })
  const reply = await post(server, '/token', redemption(code))
  t.equal(reply.statusCode, 200)
  t.match(reply.headers, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    pragma: 'no-cache',
    'access-control-allow-origin': '*',
  })
  const { access_token, id_token, refresh_token, ...rest } = reply.json()
  t.same(rest, { token_type: 'Bearer', expires_in: 3600, scope: 'openid email' })
  t.match([access_token, id_token, refresh_token], [/^ey/, /^ey/, /^[A-Za-z0-9_-]{64}$/])
})

t.test('RFC 6749 §5.1: what is not given is not in the answer', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server, { metadata: { grant_types: ['authorization_code'] } })
  const code = await givenCode(browser, { scope: 'email' })
  const reply = await post(server, '/token', redemption(code))
  t.same(Object.keys(reply.json()).sort(), ['access_token', 'expires_in', 'scope', 'token_type'])
})

t.test('Core §3.1.3: a client that we did not write accepts every answer, for each algorithm', async (t) => {
  for (const alg of ['RS256', 'ES256', 'EdDSA']) {
    const server = await startServer(t)
    const browser = await givenApplication(server, { metadata: { id_token_signed_response_alg: alg } })
    const as = await discover(server)
    const client: oauth.Client = {
      client_id: 'rp',
      id_token_signed_response_alg: alg,
      [oauth.clockSkew]: skew(server),
    }
    const authentication = oauth.ClientSecretBasic(SECRET)
    const answer = await browser.authorize({
      ...CHALLENGE,
      nonce: 'n-0S6_WzA2Mj',
      scope: 'openid offline_access',
    })
    const parameters = oauth.validateAuthResponse(
      as,
      client,
      new URL(String(answer.headers['location'])),
      'af0ifjsldkj',
    )
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      authentication,
      parameters,
      REDIRECT_URI,
      CODE_VERIFIER,
      options(server),
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: 'n-0S6_WzA2Mj',
      requireIdToken: true,
    })
    await oauth.validateApplicationLevelSignature(as, response, options(server))

    const refreshed = await oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(
        as,
        client,
        authentication,
        tokens.refresh_token ?? '',
        options(server),
      ),
    )
    const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? ''
    const userinfo = await oauth.userInfoRequest(as, client, refreshed.access_token, options(server))
    t.equal((await oauth.processUserInfoResponse(as, client, sub, userinfo)).sub, sub, alg)
    const revocation = await oauth.revocationRequest(
      as,
      client,
      authentication,
      refreshed.refresh_token ?? '',
      options(server),
    )
    t.equal(await oauth.processRevocationResponse(revocation), undefined, alg)
  }
})

const options = (server: TestServer) => ({
  [oauth.customFetch]: fetchInto(server),
  [oauth.allowInsecureRequests]: true,
})

/** The clock of the test stands still in another year. */
const skew = (server: TestServer) => server.clock.seconds - Math.floor(Date.now() / 1000)

async function discover(server: TestServer): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(server.issuer)
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options(server)))
}

t.test('RFC 6749 §5.2: what is refused, and how the answer says so', async (t) => {
  const server = await startServer(t)
  await givenApplication(server)
  await givenClient(server, { client_id: 'app', client_type: 'public' })
  const code = Buffer.alloc(48, 1).toString('base64url')
  const no_secret = { client_secret: undefined }
  const cases: [
    string,
    Record<string, string | undefined>,
    Record<string, string>,
    number,
    string,
    string,
  ][] = [
    ['an unknown code', redemption(code), {}, 400, 'invalid_grant', 'code-unknown'],
    [
      'a wrong secret',
      redemption(code, { client_secret: 'x' }),
      {},
      401,
      'invalid_client',
      'client-secret-wrong',
    ],
    ['a wrong secret by Basic', { code }, basic('rp', 'x'), 401, 'invalid_client', 'client-secret-wrong'],
    ['an unknown client', { code }, basic('nobody', 'x'), 401, 'invalid_client', 'client-unknown'],
    ['nobody', { code }, {}, 401, 'invalid_client', 'client-unnamed'],
    [
      'Basic without a colon',
      { code },
      { authorization: 'Basic cnA=' },
      400,
      'invalid_request',
      'basic-malformed',
    ],
    ['Basic with a stray %', { code }, basic('rp', '%zz'), 400, 'invalid_request', 'basic-malformed'],
    [
      'both ways',
      redemption(code),
      basic('rp', SECRET),
      400,
      'invalid_request',
      'authentication-methods-mixed',
    ],
    ['no grant_type', { client_id: 'app' }, {}, 400, 'invalid_request', 'parameter-missing'],
    [
      'an unknown grant',
      redemption(code, { grant_type: 'x' }),
      {},
      400,
      'unsupported_grant_type',
      'grant-type-unsupported',
    ],
    ['no code', redemption('', { code: '' }), {}, 400, 'invalid_request', 'parameter-missing'],
    ['no refresh token', refreshing(''), {}, 400, 'invalid_request', 'parameter-missing'],
    [
      'another scheme',
      redemption(code, no_secret),
      { authorization: 'Bearer x' },
      401,
      'invalid_client',
      'authentication-method-unregistered',
    ],
  ]
  for (const [title, fields, headers, status, error, rule] of cases) {
    const reply = await post(server, '/token', fields, headers)
    t.equal(reply.statusCode, status, title)
    t.equal(reply.json().error, error, title)
    t.match(server.notices.at(-1), { flow: 'token', step: 'refused', rule }, title)
    t.match(reply.json().error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    t.match(reply.headers, {
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'access-control-allow-origin': '*',
    })
    t.equal(reply.headers['www-authenticate'], status === 401 ? 'Basic realm="token"' : undefined, title)
  }
})

t.test('RFC 6749 §3.2: a repeated parameter is invalid_request', async (t) => {
  const { app } = await startServer(t)
  const payload = 'grant_type=authorization_code&grant_type=refresh_token&client_id=rp&client_id=rp'
  const reply = await app.inject({ method: 'POST', url: '/api/oidc/default/token', headers: FORM, payload })
  t.match(reply.json(), { error: 'invalid_request' })
})

t.test('RFC 6749 §3.2: the endpoint takes forms, by POST', async (t) => {
  const server = await startServer(t)
  const url = '/api/oidc/default/token'
  for (const type of ['application/json', 'text/plain', 'application/xml']) {
    const reply = await server.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': type },
      payload: '{}',
    })
    t.equal(reply.statusCode, 400, type)
    t.match(reply.json(), { error: 'invalid_request' }, type)
    t.equal(server.notices.at(-1)?.rule, 'request-unreadable')
  }
  t.equal((await server.app.inject({ method: 'POST', url })).json().error, 'invalid_client', 'nothing at all')
  t.equal(
    (await server.app.inject({ method: 'POST', url: '/api/oidc/nobody/token', headers: FORM })).statusCode,
    400,
  )
})

t.test('RFC 6749 §2.3.1: both halves of Basic credentials are form-urlencoded', async (t) => {
  const server = await startServer(t)
  const secret = 'colon: percent% plus+ ü'
  await givenQuickKeys(server)
  await givenClient(server, { client_id: 'https://rp.example/?a b', secret })
  const encoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)
  const headers = basic(encoded('https://rp.example/?a b'), encoded(secret))
  const reply = await post(
    server,
    '/token',
    refreshing('x', { client_id: undefined, client_secret: undefined }),
    headers,
  )
  t.equal(reply.json().error, 'invalid_grant', 'the client is authenticated')
  t.equal(server.notices.at(-1)?.client_id, 'https://rp.example/?a b')
})

t.test('RFC 6749 §4.1.2: a refused authentication does not spend the code', async (t) => {
  const server = await startServer(t)
  const metadata = { token_endpoint_auth_method: 'client_secret_post' }
  const code = await givenCode(await givenApplication(server, { metadata }))
  const by_header = redemption(code, { client_id: undefined, client_secret: undefined })
  t.equal((await post(server, '/token', by_header, basic('rp', SECRET))).statusCode, 401)
  t.equal((await post(server, '/token', redemption(code))).statusCode, 200)
})

t.test('RFC 7636 §4.5: a public client in a browser, with PKCE and from its own origin', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  await givenClient(server, { client_id: 'app', client_type: 'public' })
  const headers = { origin: 'https://spa.example' }
  const preflight = await server.app.inject({
    method: 'OPTIONS',
    url: '/api/oidc/default/token',
    headers: {
      ...headers,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'auth0-client',
    },
  })
  t.equal(preflight.headers['access-control-allow-headers'], 'auth0-client')

  const code = await givenCode(browser, { ...CHALLENGE, client_id: 'app', scope: 'openid offline_access' })
  const fields = { client_id: 'app', client_secret: undefined, code_verifier: CODE_VERIFIER }
  const reply = await post(server, '/token', redemption(code, fields), headers)
  t.equal(reply.headers['access-control-allow-origin'], '*')
  t.notOk('access-control-allow-credentials' in reply.headers)
  t.equal(claimsOf(reply.json().id_token)['aud'], 'app')
  const again = refreshing(reply.json().refresh_token, { client_id: 'app', client_secret: undefined })
  t.equal((await post(server, '/token', again, headers)).statusCode, 200)
})

t.test('Core §16.15: a code, client or token of one tenant is worth nothing in another', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  await givenClient(server, { tenant_id: 'other' })
  await givenClient(server, { client_id: 'elsewhere', tenant_id: 'other' })
  const code = await givenCode(browser)
  const at_other = await post(server, '/token', redemption(code), {}, 'other')
  t.match(at_other.json(), { error: 'invalid_grant' })
  const foreign = await post(server, '/token', redemption(code, { client_id: 'elsewhere' }))
  t.match(foreign.json(), { error: 'invalid_client' })
  const tokens = (await post(server, '/token', redemption(code))).json()
  const refreshed = await post(server, '/token', refreshing(tokens.refresh_token), {}, 'other')
  t.match(refreshed.json(), { error: 'invalid_grant' })
  const authorization = `Bearer ${tokens.access_token}`
  const userinfo = await server.app.inject({ url: '/api/oidc/other/userinfo', headers: { authorization } })
  t.equal(userinfo.statusCode, 401)
})
