/**
 * Requests that are signed and pushed, and answers that are signed and encrypted, judged by two clients that we did not write.
 */
import { compactDecrypt } from 'jose'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import t, { type Test } from 'tap'
import { sha256 } from '../../src/primitives/digest.ts'
import { Browser, givenPerson, givenRp, REDIRECT_URI } from '../helpers/authorization.ts'
import { clientKey } from '../helpers/client-key.ts'
import { startServer } from '../helpers/fixtures.ts'
import { fetchInto } from '../helpers/inject-fetch.ts'

const SECRET = 'a-secret-that-is-long-enough-to-be-one'

const signing = await clientKey('ES256', { use: 'sig', kid: 's' })
const encrypting = await clientKey('RSA-OAEP-256', { use: 'enc', kid: 'e' })
const jwks = { keys: [signing.jwk, encrypting.jwk] }

/** Both libraries read the system's clock, so the server's stands at it. */
async function scene(t: Test, metadata: Record<string, unknown>) {
  const server = await startServer(t)
  server.clock.seconds = Math.floor(Date.now() / 1000)
  await givenRp(server, { metadata: { jwks, ...metadata } })
  const hash = sha256(SECRET).toString('base64url')
  await server.db.execute(`UPDATE client SET secret_kind = 'sha256', secret_hash = '${hash}'`)
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ada', { claims: { name: 'Ada 😀 Lovelace' } }))
  return { server, browser }
}

async function relyingParty(t: Test, metadata: Record<string, unknown>) {
  const { server, browser } = await scene(t, metadata)
  const jweDecrypt = async (jwe: string) =>
    new TextDecoder().decode((await compactDecrypt(jwe, encrypting.private_key)).plaintext)
  const options = {
    [oauth.customFetch]: fetchInto(server),
    [oauth.allowInsecureRequests]: true,
    [oauth.jweDecrypt]: jweDecrypt,
  }
  const issuer = new URL(server.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
  const client: oauth.Client = { client_id: 'rp', ...metadata }
  return { server, browser, options, as, client }
}

type Rp = Awaited<ReturnType<typeof relyingParty>>

/** A request, and what is to be remembered of it. */
async function prepared() {
  const [verifier, nonce, state] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomNonce(),
    oauth.generateRandomState(),
  ]
  const parameters = new URLSearchParams({
    client_id: 'rp',
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile',
    nonce,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  return { parameters, verifier, nonce, state }
}

async function redeemed(
  rp: Rp,
  address: unknown,
  { verifier, nonce, state }: Awaited<ReturnType<typeof prepared>>,
) {
  const { as, client, options } = rp
  const auth = oauth.ClientSecretBasic(SECRET)
  const answer = oauth.validateAuthResponse(as, client, new URL(String(address)), state)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    auth,
    answer,
    REDIRECT_URI,
    verifier,
    options,
  )
  const expected = { expectedNonce: nonce, requireIdToken: true, ...options }
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, expected)
  await oauth.validateApplicationLevelSignature(as, response, options)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  const asked = await oauth.userInfoRequest(as, client, tokens.access_token, options)
  const userinfo = await oauth.processUserInfoResponse(as, client, String(claims?.sub), asked, options)
  if (client.userinfo_signed_response_alg) await oauth.validateApplicationLevelSignature(as, asked, options)
  return { claims, userinfo }
}

const authorize = async ({ browser, as }: Rp, parameters: Record<string, string>) => {
  const reply = await browser.get(`${as.authorization_endpoint}?${new URLSearchParams(parameters)}`)
  return reply.headers.location
}

for (const alg of ['RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES384', 'ES512']) {
  t.test(`RFC 7518 §3.1: ID tokens and userinfo signed by ${alg}`, async (t) => {
    const rp = await relyingParty(t, { id_token_signed_response_alg: alg, userinfo_signed_response_alg: alg })
    const request = await prepared()
    const address = await authorize(rp, Object.fromEntries(request.parameters))
    const { claims, userinfo } = await redeemed(rp, address, request)
    t.match(claims, { name: 'Ada 😀 Lovelace' })
    t.match(userinfo, { sub: claims?.sub, name: 'Ada 😀 Lovelace', aud: 'rp' })
  })
}

t.test('RFC 9101, RFC 9126: signed, pushed, and everything back encrypted', async (t) => {
  const rp = await relyingParty(t, {
    require_signed_request_object: true,
    require_pushed_authorization_requests: true,
    request_object_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    id_token_encrypted_response_alg: 'RSA-OAEP-256',
    userinfo_signed_response_alg: 'ES256',
    userinfo_encrypted_response_alg: 'RSA-OAEP-256',
    userinfo_encrypted_response_enc: 'A256GCM',
  })
  const { as, client, options } = rp
  const request = await prepared()
  const key = { key: signing.private_key, kid: 's' }
  const object = await oauth.issueRequestObject(as, client, request.parameters, key)
  const auth = oauth.ClientSecretBasic(SECRET)
  const response = await oauth.pushedAuthorizationRequest(as, client, auth, { request: object }, options)
  const { request_uri, expires_in } = await oauth.processPushedAuthorizationResponse(as, client, response)
  t.equal(expires_in, 60)
  const address = await authorize(rp, { client_id: 'rp', request_uri })
  const { claims, userinfo } = await redeemed(rp, address, request)
  t.match(claims, { name: 'Ada 😀 Lovelace' })
  t.match(userinfo, { sub: claims?.sub, iss: as.issuer })
})

t.test('RFC 9101 §5.1: signed, and in the address', async (t) => {
  const rp = await relyingParty(t, { require_signed_request_object: true })
  const request = await prepared()
  const key = { key: signing.private_key, kid: 's' }
  const object = await oauth.issueRequestObject(rp.as, rp.client, request.parameters, key)
  const address = await authorize(rp, { client_id: 'rp', request: object })
  t.match((await redeemed(rp, address, request)).claims, { sub: /./ })
})

t.test('RFC 9126 §2: refusals are of the form that a strict client takes', async (t) => {
  const { as, client, options } = await relyingParty(t, {})
  const wrong = { response_type: 'code', redirect_uri: 'https://evil.example/' }
  const auth = oauth.ClientSecretBasic(SECRET)
  const response = await oauth.pushedAuthorizationRequest(as, client, auth, wrong, options)
  const refusal = await oauth.processPushedAuthorizationResponse(as, client, response).catch((error) => error)
  t.ok(refusal instanceof oauth.ResponseBodyError)
  t.match(refusal, { error: 'invalid_request', status: 400 })
})

async function configured(t: Test, metadata: Partial<openid.ClientMetadata>) {
  const { server, browser } = await scene(t, metadata)
  const auth = openid.ClientSecretPost(SECRET)
  const config = await openid.discovery(new URL(server.issuer), 'rp', metadata, auth, {
    [openid.customFetch]: fetchInto(server) as openid.CustomFetch,
    execute: [openid.allowInsecureRequests],
  })
  return { browser, config }
}

async function signedIn(
  { browser, config }: Awaited<ReturnType<typeof configured>>,
  address: (parameters: URLSearchParams) => Promise<URL>,
) {
  const { parameters, verifier, nonce, state } = await prepared()
  const reply = await browser.get((await address(parameters)).href)
  const tokens = await openid.authorizationCodeGrant(config, new URL(String(reply.headers.location)), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  const sub = String(tokens.claims()?.sub)
  return openid.fetchUserInfo(config, tokens.access_token, sub)
}

t.test('RFC 9101: openid-client signs its request', async (t) => {
  const rp = await configured(t, { require_signed_request_object: true })
  const key = { key: signing.private_key, kid: 's' }
  t.match(
    await signedIn(rp, (parameters) => openid.buildAuthorizationUrlWithJAR(rp.config, parameters, key)),
    { name: 'Ada 😀 Lovelace' },
  )
})

t.test('RFC 9126, RFC 7516: openid-client pushes its request, and decrypts what it is told', async (t) => {
  const rp = await configured(t, {
    require_pushed_authorization_requests: true,
    id_token_encrypted_response_alg: 'RSA-OAEP-256',
  })
  openid.enableDecryptingResponses(rp.config, ['A128CBC-HS256'], {
    key: encrypting.private_key,
    kid: 'e',
    alg: 'RSA-OAEP-256',
  })
  t.match(await signedIn(rp, (parameters) => openid.buildAuthorizationUrlWithPAR(rp.config, parameters)), {
    name: 'Ada 😀 Lovelace',
  })
})
