/**
 * Applications that register themselves and then sign people in, judged by clients that we did not write.
 */
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import t, { type Test } from 'tap'
import { uuidText } from '../../src/primitives/time-ordered-id.ts'
import { Browser, givenPerson } from '../helpers/authorization.ts'
import { documentServer, REACHES_DOCUMENTS } from '../helpers/document-server.ts'
import { startServer } from '../helpers/fixtures.ts'
import { basic, post } from '../helpers/given.ts'
import { fetchInto } from '../helpers/inject-fetch.ts'
import { givenRegistrationToken, openRegistration } from '../helpers/registration.ts'

const CALLBACK = 'https://app.example/callback'

/** Libraries read the system's clock, so the server's stands at it. */
async function given(t: Test, policy: Record<string, unknown>) {
  const server = await startServer(t, REACHES_DOCUMENTS)
  server.clock.seconds = Math.floor(Date.now() / 1000)
  await openRegistration(server, { id_token_signed_response_alg: 'RS256', ...policy })
  const ada = await givenPerson(server, 'ada', { claims: { name: 'Ada Lovelace' } })
  const browser = new Browser(server)
  await browser.signIn(ada)
  return { server, browser, ada }
}

type Given = Awaited<ReturnType<typeof given>>

/** Where the browser is sent back to, after its person has allowed what she is asked for; with the page that asked. */
async function allow({ server, browser }: Given, url: URL): Promise<Readonly<{ back: URL; page: string }>> {
  const asked = await browser.get(url.href)
  const consent_url = String(asked.headers.location)
  if (!consent_url.startsWith(`${server.issuer}/consent/`)) throw new Error(`not asked: ${asked.payload}`)
  const page = await browser.get(consent_url)
  const allowed = await browser.submit(consent_url, page.body)
  const answer = await browser.get(String(allowed.headers.location))
  return { back: new URL(String(answer.headers.location)), page: page.body.replace(/<\/?bdi>/g, '') }
}

async function discovered({ server }: Given) {
  const options = { [oauth.customFetch]: fetchInto(server), [oauth.allowInsecureRequests]: true }
  const issuer = new URL(server.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
  return { as, options }
}

type Provider = Awaited<ReturnType<typeof discovered>>

async function signIn(
  scene: Given,
  { as, options }: Provider,
  client: oauth.Client,
  auth: oauth.ClientAuth,
  redirect_uri: string,
) {
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const url = new URL(String(as.authorization_endpoint))
  url.search = new URLSearchParams({
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri,
    scope: 'openid email',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString()
  const { back, page } = await allow(scene, url)
  const parameters = oauth.validateAuthResponse(as, client, back, state)
  const redeemed = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    auth,
    parameters,
    redirect_uri,
    verifier,
    options,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, redeemed, { requireIdToken: true })
  await oauth.validateApplicationLevelSignature(as, redeemed, options)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  if (!claims) throw new Error('no ID token')
  const told = await oauth.userInfoRequest(as, client, tokens.access_token, options)
  const userinfo = await oauth.processUserInfoResponse(as, client, claims.sub, told)
  return { tokens, claims, userinfo, page, url }
}

t.test('RFC 7591 §3: a client registers with an initial access token, and signs people in', async (t) => {
  const scene = await given(t, { client_registration: 'token' })
  const { as, options } = await discovered(scene)
  const metadata = { client_name: 'Harbour Notes', redirect_uris: [CALLBACK], contacts: ['ops@app.example'] }
  const initialAccessToken = await givenRegistrationToken(scene.server)
  const register = async () =>
    oauth.processDynamicClientRegistrationResponse(
      await oauth.dynamicClientRegistrationRequest(as, metadata, { ...options, initialAccessToken }),
    )
  const client = await register()
  t.match(client, { ...metadata, client_secret: String, client_secret_expires_at: 0 })
  await t.rejects(register(), { message: /WWW-Authenticate/ }, 'the token was good once')
  const auth = oauth.ClientSecretBasic(String(client['client_secret']))
  const { claims, userinfo, page } = await signIn(scene, { as, options }, client, auth, CALLBACK)
  t.equal(claims.sub, uuidText(scene.ada))
  t.notOk(Object.hasOwn(claims, 'email'), 'claims of scopes are told at userinfo alone')
  t.match(userinfo, { email: 'ada@example.com' })
  t.match(page, '<b>Harbour Notes registered itself.</b>')
  t.match(page, 'It sends you back to app.example.')
})

t.test('Core §8.1: whom a client knows by a pairwise name it knows so everywhere', async (t) => {
  const scene = await given(t, {})
  const { server, browser } = scene
  const provider = await discovered(scene)
  const register = async (redirect_uri: string) => {
    const metadata = { redirect_uris: [redirect_uri], subject_type: 'pairwise' }
    const { as, options } = provider
    const made = await oauth.dynamicClientRegistrationRequest(as, metadata, options)
    const client = await oauth.processDynamicClientRegistrationResponse(made)
    const auth = oauth.ClientSecretBasic(String(client['client_secret']))
    return { client, ...(await signIn(scene, provider, client, auth, redirect_uri)) }
  }
  const first = await register(CALLBACK)
  const second = await register('https://other.example/callback')
  const sub = String(first.claims.sub)
  t.equal(new Set([sub, second.claims.sub, uuidText(scene.ada)]).size, 3)
  t.equal((await register('https://app.example/another')).claims.sub, sub, 'its host is the same')
  t.equal(first.userinfo.sub, sub)
  t.equal(JSON.parse(atob(String(first.tokens.access_token.split('.')[1]))).sub, sub)
  const { client_id, client_secret } = first.client
  const credentials = basic(client_id, String(client_secret))
  const asked = await post(server, '/introspect', { token: first.tokens.access_token }, credentials)
  t.match(asked.json(), { active: true, sub })

  const hinted = async (id_token_hint: unknown) => {
    first.url.searchParams.set('prompt', 'none')
    first.url.searchParams.set('id_token_hint', String(id_token_hint))
    const { location } = (await browser.get(first.url.href)).headers
    return Object.fromEntries(new URL(String(location)).searchParams)
  }
  t.match(await hinted(first.tokens.id_token), { code: String })
  t.match(await hinted(second.tokens.id_token), { error: 'login_required' }, 'a name of another sector')
  const out = await browser.get(`${server.issuer}/logout?id_token_hint=${first.tokens.id_token}`)
  t.equal(out.statusCode, 200)
  t.match(await hinted(first.tokens.id_token), { error: 'login_required' }, 'she is signed out at once')
})

t.test('RFC 7591 §3: openid-client registers and signs in', async (t) => {
  const scene = await given(t, {})
  const metadata = {
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  }
  const config = await openid.dynamicClientRegistration(
    new URL(scene.server.issuer),
    metadata,
    openid.None(),
    {
      [openid.customFetch]: fetchInto(scene.server) as openid.CustomFetch,
      execute: [openid.allowInsecureRequests],
    },
  )
  t.notOk(Object.hasOwn(config.clientMetadata(), 'client_secret'))
  const verifier = openid.randomPKCECodeVerifier()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid offline_access',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const { back } = await allow(scene, url)
  const tokens = await openid.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier })
  const refreshed = await openid.refreshTokenGrant(config, String(tokens.refresh_token))
  t.equal(refreshed.claims()?.sub, uuidText(scene.ada))
})

t.test('OAuth Client ID Metadata Document §4: a client that nobody registered signs in', async (t) => {
  const scene = await given(t, { client_registration: 'closed', client_id_metadata_documents: true })
  const documents = await documentServer(t)
  const client_id = `${documents.origin}/client.json`
  const redirect_uri = 'http://127.0.0.1/callback'
  documents.tell({ client_id, client_name: 'Notebook', redirect_uris: [redirect_uri] })
  const provider = await discovered(scene)
  t.match(provider.as, { client_id_metadata_document_supported: true, registration_endpoint: undefined })
  // RFC 8252 §7.3: the port is the application's to choose.
  const at = redirect_uri.replace('127.0.0.1', '127.0.0.1:50000')
  const { claims, page } = await signIn(scene, provider, { client_id }, oauth.None(), at)
  t.equal(claims.aud, client_id)
  t.match(page, 'It sends you back to 127.0.0.1:50000.')
  t.match(page, new URL(client_id).host)
  t.equal(documents.asked.length, 1)
})
