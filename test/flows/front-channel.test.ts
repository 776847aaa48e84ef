import { createHash } from 'node:crypto'
import { createLocalJWKSet, jwtVerify } from 'jose'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import t, { type Test } from 'tap'
import { RESPONSE_TYPES } from '../../src/domain/clients/response-type.ts'
import {
  Browser,
  CODE_CHALLENGE,
  CODE_VERIFIER,
  givenPerson,
  REDIRECT_URI,
} from '../helpers/authorization.ts'
import { answeredBy } from '../helpers/authorization-answer.ts'
import { startServer } from '../helpers/fixtures.ts'
import { bearer, givenClient, post, redemption, SECRET } from '../helpers/given.ts'
import { fetchInto } from '../helpers/inject-fetch.ts'

const NONCE = 'n-0S6_WzA2Mj'
const STATE = 'af0ifjsldkj'
const USERINFO = '/api/oidc/default/userinfo'

/** The judges read the system's clock, so the server's stands at it. */
async function scene(
  t: Test,
  alg: string,
  settings: Readonly<{ metadata?: object; confidential?: boolean }> = {},
) {
  const server = await startServer(t)
  server.clock.seconds = Math.floor(Date.now() / 1000)
  await givenClient(server, {
    client_type: settings.confidential === false ? 'public' : 'confidential',
    metadata: {
      response_types: RESPONSE_TYPES,
      grant_types: ['authorization_code', 'implicit', 'refresh_token'],
      id_token_signed_response_alg: alg,
      ...settings.metadata,
    },
  })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ada', { claims: { name: 'Ada Lovelace' } }))
  const fetch = { [oauth.customFetch]: fetchInto(server), [oauth.allowInsecureRequests]: true }
  const issuer = new URL(server.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, fetch))
  const client: oauth.Client = { client_id: 'rp', id_token_signed_response_alg: alg }
  return { server, browser, fetch, as, client }
}

type Scene = Awaited<ReturnType<typeof scene>>

const ask = async ({ browser }: Scene, response_type: string, more: Record<string, string> = {}) => {
  const reply = await browser.authorize({ response_type, nonce: NONCE, state: STATE, ...more })
  return { ...answeredBy(reply), url: new URL(String(reply.headers.location ?? REDIRECT_URI)) }
}

const userinfo = ({ server }: Scene, access_token: string | undefined) =>
  server.app.inject({ url: USERINFO, headers: bearer(String(access_token)) })

for (const alg of ['RS256', 'ES256', 'EdDSA']) {
  t.test(`Core §3.3: code id_token with ${alg}, judged by oauth4webapi`, async (t) => {
    const rp = await scene(t, alg)
    const { as, client, fetch } = rp
    const scope = 'openid profile email'
    const pkce = { code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' }
    const { url } = await ask(rp, 'code id_token', { scope, ...pkce })
    const detached = await oauth.validateDetachedSignatureResponse(
      as,
      client,
      url,
      NONCE,
      STATE,
      undefined,
      fetch,
    )
    t.match(detached.get('iss'), rp.server.issuer, 'FAPI 1.0 Part 2 §5.2.2.1: s_hash and c_hash hold')
    const parameters = await oauth.validateCodeIdTokenResponse(
      as,
      client,
      url,
      NONCE,
      STATE,
      undefined,
      fetch,
    )
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      oauth.ClientSecretBasic(SECRET),
      parameters,
      REDIRECT_URI,
      CODE_VERIFIER,
      fetch,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: NONCE,
      requireIdToken: true,
    })
    t.match(oauth.getValidatedIdTokenClaims(tokens), { name: 'Ada Lovelace', nonce: NONCE })
  })
}

t.test('Core §3.3.3.6: what passes through the browser tells less of the person', async (t) => {
  const rp = await scene(t, 'ES256')
  const { fields } = await ask(rp, 'code id_token token', { scope: 'openid profile email' })
  const claims = openidClaims(fields['id_token'])
  t.notOk('name' in claims || 'email' in claims)
  t.match(claims, { aud: 'rp', nonce: NONCE, auth_time: rp.server.clock.seconds, acr: /passcode/ })
})

const openidClaims = (token: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString())

const leftHalf = (text: string | undefined): string =>
  createHash('sha256').update(String(text)).digest().subarray(0, 16).toString('base64url')

for (const response_type of RESPONSE_TYPES.slice(1)) {
  t.test(
    `Core §3.2.2.5, §3.3.2.5: ${response_type} in the fragment, each part bound to the others`,
    async (t) => {
      const rp = await scene(t, 'ES256')
      const { at, fields } = await ask(rp, response_type)
      const { code, id_token, access_token, session_state, ...others } = fields
      t.equal(at, 'fragment')
      const token = { token_type: 'Bearer', expires_in: '3600', scope: 'openid' }
      t.same(others, { ...(access_token ? token : {}), state: STATE, iss: rp.server.issuer })
      const given = Object.entries({ code, id_token, token: access_token }).flatMap(([word, value]) =>
        value ? word : [],
      )
      t.equal(given.join(' '), response_type)
      if (access_token !== undefined) t.equal((await userinfo(rp, access_token)).statusCode, 200)
      if (id_token === undefined) return
      const keys = createLocalJWKSet(
        (await rp.server.app.inject('/api/oidc/default/.well-known/jwks')).json(),
      )
      const { payload } = await jwtVerify(id_token, keys, { issuer: rp.server.issuer, audience: 'rp' })
      t.equal(payload['c_hash'], code && leftHalf(code), 'Core §3.3.2.11')
      t.equal(payload['at_hash'], access_token && leftHalf(access_token), 'Core §3.2.2.10')
      t.equal(payload['s_hash'], leftHalf(STATE), 'FAPI 1.0 Part 2 §5.1.1')
      t.equal(payload['nonce'], NONCE)
    },
  )
}

t.test('FAPI 1.0 Part 2 §5.1.1: without a state there is no s_hash', async (t) => {
  const rp = await scene(t, 'ES256')
  const reply = await rp.browser.authorize({ response_type: 'id_token', nonce: NONCE, state: undefined })
  const { id_token, state } = answeredBy(reply).fields
  t.equal(state, undefined)
  t.notOk('s_hash' in openidClaims(id_token))
})

t.test('Core §5.4: the ID token tells the claims of the scopes where no access token can', async (t) => {
  const rp = await scene(t, 'ES256', { metadata: { id_token_claims: false } })
  const scope = 'openid profile email'
  const alone = await ask(rp, 'id_token', { scope })
  t.match(openidClaims(alone.fields['id_token']), { name: 'Ada Lovelace', email: 'ada@example.com' })
  const beside = await ask(rp, 'id_token token', { scope })
  t.notOk('name' in openidClaims(beside.fields['id_token']), 'userinfo does')
  t.match((await userinfo(rp, beside.fields['access_token'])).json(), { name: 'Ada Lovelace' })

  const wanting = await scene(t, 'ES256')
  t.match(openidClaims((await ask(wanting, 'id_token token', { scope })).fields['id_token']), { name: /Ada/ })
})

t.test('RFC 7009 §2.1: a token of the front channel is taken back like any other', async (t) => {
  const rp = await scene(t, 'ES256')
  const { access_token } = (await ask(rp, 'id_token token')).fields
  await post(rp.server, '/revoke', { token: access_token, client_id: 'rp', client_secret: SECRET })
  t.equal((await userinfo(rp, access_token)).statusCode, 401)

  const opaque = await scene(t, 'ES256', { metadata: { access_token_format: 'opaque' } })
  const token = (await ask(opaque, 'code token')).fields['access_token']
  t.match(token, /^[\w-]{64}$/)
  t.equal((await userinfo(opaque, token)).statusCode, 200)
})

t.test('RFC 6749 §4.1.2: a code that comes twice takes the token of the front channel along', async (t) => {
  const rp = await scene(t, 'ES256')
  const { code, access_token } = (await ask(rp, 'code token')).fields
  const redeem = () => post(rp.server, '/token', redemption(String(code)))
  t.equal((await redeem()).statusCode, 200)
  t.equal((await userinfo(rp, access_token)).statusCode, 200)
  t.match((await redeem()).json(), { error: 'invalid_grant' })
  t.equal((await userinfo(rp, access_token)).statusCode, 401)
})

t.test('RFC 6749 §4.2.2: a token without a scope says nothing of one', async (t) => {
  const rp = await scene(t, 'ES256')
  const reply = await rp.browser.authorize({ response_type: 'code token', scope: undefined })
  const { fields } = answeredBy(reply)
  t.match(fields, { code: /./, access_token: /./, token_type: 'Bearer', expires_in: '3600' })
  t.notOk('scope' in fields || 'id_token' in fields)
})

t.test('Form Post §2: all parts of an answer by form', async (t) => {
  const rp = await scene(t, 'ES256')
  const { at, fields } = await ask(rp, 'code id_token token', { response_mode: 'form_post' })
  t.equal(at, 'form_post')
  t.match(fields, { code: /./, id_token: /./, access_token: /./, token_type: 'Bearer', state: STATE })
})

async function configured(rp: Scene, extension: (config: openid.Configuration) => void) {
  const auth = openid.ClientSecretPost(SECRET)
  const metadata = { client_secret: SECRET, id_token_signed_response_alg: 'ES256' }
  return openid.discovery(new URL(rp.server.issuer), 'rp', metadata, auth, {
    [openid.customFetch]: fetchInto(rp.server) as openid.CustomFetch,
    execute: [openid.allowInsecureRequests, extension],
  })
}

const addressFor = (config: openid.Configuration) =>
  openid.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile',
    nonce: NONCE,
    state: STATE,
  }).href

t.test('Core §3.2: implicit authentication with openid-client', async (t) => {
  const rp = await scene(t, 'ES256')
  const config = await configured(rp, openid.useIdTokenResponseType)
  const { headers } = await rp.browser.get(addressFor(config))
  const url = new URL(String(headers.location))
  const claims = await openid.implicitAuthentication(config, url, NONCE, { expectedState: STATE })
  t.match(claims, { name: 'Ada Lovelace', preferred_username: 'ada' })
})

t.test('Core §3.3: code id_token with openid-client', async (t) => {
  const rp = await scene(t, 'ES256')
  const config = await configured(rp, openid.useCodeIdTokenResponseType)
  const { headers } = await rp.browser.get(addressFor(config))
  const tokens = await openid.authorizationCodeGrant(config, new URL(String(headers.location)), {
    expectedNonce: NONCE,
    expectedState: STATE,
    idTokenExpected: true,
  })
  t.match(tokens.claims(), { name: 'Ada Lovelace' })
  const { access_token } = tokens
  t.match(await openid.fetchUserInfo(config, access_token, String(tokens.claims()?.sub)), { name: /Ada/ })
})

t.test('Core §3.2: a public client without a secret has its ID token at once', async (t) => {
  const rp = await scene(t, 'ES256', { confidential: false, metadata: { response_types: ['id_token'] } })
  t.match((await ask(rp, 'id_token')).fields, { id_token: /./, state: STATE })
})
