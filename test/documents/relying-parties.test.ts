/**
 * What widely used client libraries were seen to demand beyond the letter of the specifications.
 */
import { createRequire } from 'node:module'
import { InMemoryWebStorage, User, UserManager, WebStorageStateStore } from 'oidc-client-ts'
import t, { type Test } from 'tap'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import { sendVerification } from '../../src/domain/users/email-verification.ts'
import { createUser, requireUser, updateUser } from '../../src/domain/users/user-administration.ts'
import { answerOf, Browser, CODE_CHALLENGE, CODE_VERIFIER, REDIRECT_URI } from '../helpers/authorization.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { kitchen, register, signIn, start } from '../helpers/cookbook.ts'
import { startServer, type TestServer } from '../helpers/fixtures.ts'
import { basic, bearer, claimsOf, givenQuickKeys, post, type Tokens } from '../helpers/given.ts'
import { deliveredLinks, press } from '../helpers/links.ts'
import { listeningServer } from '../helpers/listening.ts'
import { openRegistration, registered, registering } from '../helpers/registration.ts'

type Fields = Readonly<Record<string, string | undefined>>
type Metadata = Readonly<Record<string, unknown>>

const ADA = {
  username: 'ada',
  email: 'ada@example.com',
  email_verified: undefined,
  status: undefined,
  claims: { name: 'Ada Lovelace' },
}

/** `rp` as an administrator makes it, who states nothing but what has no default. */
async function made(server: TestServer, client_type: 'confidential' | 'public', metadata: Metadata = {}) {
  const stated = { client_id: 'rp', client_type, metadata: { redirect_uris: [REDIRECT_URI], ...metadata } }
  const { client_secret = '' } = await registerClient(await server.tenant(), stated)
  return client_secret
}

/** A client, and Ada, who is signed in already. */
async function scene(
  t: Test,
  client_type: 'confidential' | 'public' = 'confidential',
  metadata: Metadata = {},
  begin: (t: Test) => Promise<TestServer> = startServer,
) {
  const server = await begin(t)
  await givenQuickKeys(server)
  const secret = await made(server, client_type, metadata)
  const { id } = await createUser(await server.tenant(), ADA, undefined)
  const browser = new Browser(server)
  await browser.signIn(id)
  return { server, secret, browser, proof: { client_id: 'rp', client_secret: secret } }
}

/** Says yes where she is asked. @returns the parameters of the answer, and the page that asked */
async function allowed(browser: Browser, parameters: Fields = {}) {
  const first = await browser.authorize(parameters)
  const asked = String(first.headers.location)
  if (!asked.includes('/consent/')) return { answer: answerOf(first), page: '' }
  const page = (await browser.get(asked)).body
  const yes = await browser.submit(asked, page)
  return { answer: answerOf(await browser.get(String(yes.headers.location))), page }
}

const redeem = (server: TestServer, code: string | undefined, fields: Fields, headers = {}) =>
  post(
    server,
    '/token',
    { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...fields },
    headers,
  )

/** The whole way. */
async function signedIn(
  { server, browser, proof }: Readonly<{ server: TestServer; browser: Browser; proof: Fields }>,
  parameters: Fields = {},
): Promise<Tokens> {
  const { answer } = await allowed(browser, parameters)
  return (await redeem(server, answer['code'], proof)).json()
}

t.test(
  '6-5: sid is told to clients that hear of its end, and to no other (Back-Channel Logout §2.1)',
  async (t) => {
    for (const [metadata, isTold] of [
      [{}, false],
      [{ backchannel_logout_uri: 'https://rp.example/back' }, true],
      [{ frontchannel_logout_uri: 'https://rp.example/front' }, true],
    ] as const) {
      const rp = await scene(t, 'confidential', metadata)
      const claims = claimsOf((await signedIn(rp)).id_token)
      t.equal(typeof claims['sid'], isTold ? 'string' : 'undefined', JSON.stringify(metadata))
      const discovery = await rp.server.app.inject('/api/oidc/default/.well-known/openid-configuration')
      t.notOk(discovery.json().claims_supported.includes('sid'))
    }
  },
)

t.test('6-6: email_verified is true once proved, or stated by an administrator (Core §5.1)', async (t) => {
  const rp = await scene(t)
  const inside = await rp.server.tenant()
  const told = async () => {
    const { id_token, access_token } = await signedIn(rp, { scope: 'openid email' })
    const headers = bearer(access_token)
    const userinfo = (await rp.server.app.inject({ url: '/api/oidc/default/userinfo', headers })).json()
    t.equal(userinfo.email_verified, claimsOf(id_token)['email_verified'])
    return userinfo.email_verified
  }
  t.equal(await told(), false)

  const ada = await requireUser(inside, 'ada')
  await inside.db.transaction((tx) => sendVerification(inside, tx, ada, null))
  await press(rp.browser, (await deliveredLinks(rp.server))[ADA.email] ?? '')
  t.equal(await told(), true, 'proved by a mailed link')

  const NO_CHANGE = { ...ADA, email: undefined, claims: {} }
  await updateUser(inside, 'ada', { ...NO_CHANGE, email_verified: false }, undefined)
  t.equal(await told(), false)
  await updateUser(inside, 'ada', { ...NO_CHANGE, email_verified: true }, undefined)
  t.equal(await told(), true, 'stated')
})

t.test('6-7: a refused authentication of the client never spends the code (RFC 6749 §4.1.2)', async (t) => {
  const { server, browser, proof, secret } = await scene(t, 'confidential', {
    token_endpoint_auth_method: 'client_secret_post',
  })
  const { answer } = await allowed(browser)
  const { code } = answer
  for (const [sent, headers] of [
    [{}, basic('rp', secret)],
    [{}, {}],
    [{ ...proof, client_secret: 'guessed' }, {}],
  ] as const) {
    const refused = await redeem(server, code, sent, headers)
    t.match(refused, { statusCode: 401 })
    t.equal(refused.json().error, 'invalid_client')
  }
  t.equal((await redeem(server, code, proof)).statusCode, 200)
})

t.test(
  '6-8: consent is remembered, so that prompt=none renews again and again (Core §3.1.2.1)',
  async (t) => {
    const rp = await scene(t)
    const scope = 'openid email'
    t.match((await allowed(rp.browser, { scope, prompt: 'none' })).answer, { error: 'consent_required' })
    const { page } = await allowed(rp.browser, { scope })
    t.match(page, 'Allow')
    for (let time = 0; time < 3; time += 1) {
      rp.server.clock.seconds += 900
      const { id_token } = await signedIn(rp, { scope, prompt: 'none' })
      t.equal(claimsOf(id_token)['email'], ADA.email)
    }
  },
)

t.test('6-9: a confidential client may do without PKCE, a public one may not (RFC 7636 §4)', async (t) => {
  const { id_token } = await signedIn(await scene(t), { nonce: 'n-0S6_WzA2Mj' })
  t.match(claimsOf(id_token), { aud: 'rp', nonce: 'n-0S6_WzA2Mj' })
  const browserApp = await scene(t, 'public')
  t.match((await allowed(browserApp.browser)).answer, { error: 'invalid_request' })
})

t.test(
  '6-10: offline_access without prompt=consent is granted, told and asked about (Core §11)',
  async (t) => {
    const scope = 'openid profile offline_access'
    for (const metadata of [{}, { first_party: true }]) {
      const rp = await scene(t, 'confidential', { ...metadata, refresh_without_offline_access: false })
      const { answer, page } = await allowed(rp.browser, { scope })
      t.equal(
        page.includes('while you are away'),
        !('first_party' in metadata),
        'named where there is a page',
      )
      const tokens: Tokens = (await redeem(rp.server, answer['code'], rp.proof)).json()
      t.equal(tokens.scope, scope)
      const fields = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, ...rp.proof }
      const refreshed: Tokens = (await post(rp.server, '/token', fields)).json()
      t.equal(refreshed.scope, scope)
      t.equal(claimsOf(refreshed.id_token)['name'], 'Ada Lovelace')
    }
    const rp = await scene(t, 'confidential', { grant_types: ['authorization_code'] })
    const { refresh_token } = await signedIn(rp, { scope })
    t.equal(refresh_token, undefined, 'to no client without the grant')
  },
)

/** As much of it as is called here. */
type SimpleOauth2 = Readonly<{
  AuthorizationCode: new (
    settings: unknown,
  ) => Readonly<{ createToken: (tokens: Tokens) => Readonly<{ revokeAll: () => Promise<void> }> }>
}>

const { AuthorizationCode } = createRequire(import.meta.url)('simple-oauth2') as SimpleOauth2

/** Nothing is left of them. */
async function areRevoked(server: TestServer, tokens: Tokens, proof: Fields): Promise<boolean> {
  const fields = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, ...proof }
  const refused = (await post(server, '/token', fields)).json()
  const url = '/api/oidc/default/userinfo'
  const { statusCode } = await server.app.inject({ url, headers: bearer(tokens.access_token) })
  return refused.error === 'invalid_grant' && statusCode === 401
}

t.test('6-11: revocation answers {} as JSON, as simple-oauth2 wants it (RFC 7009 §2.2)', async (t) => {
  const rp = await scene(t, 'confidential', {}, listeningServer)
  const { server, proof, secret } = rp
  const reply = await post(server, '/revoke', { token: 'unknown', ...proof })
  t.match(reply, { statusCode: 200, payload: '{}', headers: { 'content-type': /^application\/json/ } })

  const { origin, pathname } = new URL(server.issuer)
  const client = new AuthorizationCode({
    client: { id: 'rp', secret },
    auth: { tokenHost: origin, revokePath: `${pathname}/revoke` },
  })
  const tokens = await signedIn(rp)
  await t.resolves(client.createToken(tokens).revokeAll())
  t.ok(await areRevoked(server, tokens, proof))
})

t.test('6-11: oidc-client-ts takes the answer of the revocation endpoint (RFC 7009 §2.2)', async (t) => {
  const rp = await scene(t, 'public', {}, listeningServer)
  const proof = { client_id: 'rp', code_verifier: CODE_VERIFIER }
  const tokens = await signedIn(
    { ...rp, proof },
    { scope: 'openid offline_access', code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' },
  )
  const users = new UserManager({
    authority: rp.server.issuer,
    client_id: 'rp',
    redirect_uri: REDIRECT_URI,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  })
  const { iss, aud, sub, exp, iat } = claimsOf(tokens.id_token) as User['profile']
  await users.storeUser(new User({ ...tokens, profile: { iss, aud, sub, exp, iat } }))
  await t.resolves(users.revokeTokens())
  t.ok(await areRevoked(rp.server, tokens, { client_id: 'rp' }))
})

t.test('6-12: a client made without a method sends its secret in either way (RFC 6749 §2.3.1)', async (t) => {
  const { server, browser, proof, secret } = await scene(t)
  for (const [fields, headers] of [
    [proof, {}],
    [{}, basic('rp', secret)],
  ] as const) {
    const { code } = (await allowed(browser)).answer
    t.match(await redeem(server, code, fields, headers), { statusCode: 200 })
  }
  const discovery = await server.app.inject('/api/oidc/default/.well-known/openid-configuration')
  const { token_endpoint_auth_methods_supported: methods } = discovery.json()
  for (const method of ['client_secret_basic', 'client_secret_post']) t.ok(methods.includes(method))
})

t.test('6-14: without scope it is OAuth 2.0, with the client’s default scopes (RFC 6749 §3.3)', async (t) => {
  const rp = await scene(t, 'confidential', { scope: 'email notes.read' })
  const { scope, id_token, access_token } = await signedIn(rp, { scope: undefined })
  t.equal(scope, 'email')
  t.equal(id_token, undefined)
  t.match(claimsOf(access_token), { scope: 'email', client_id: 'rp' })

  const plain = await signedIn(await scene(t), { scope: undefined })
  t.match(plain, { token_type: 'Bearer', access_token: /./ })
  t.equal(plain.id_token, undefined)
})

t.test(
  '6-15: id_token by form_post at http://localhost is an administrator’s to allow (Registration §2)',
  async (t) => {
    const asked = {
      redirect_uris: ['http://localhost:3000/callback'],
      grant_types: ['implicit'],
      response_types: ['id_token'],
    }
    const { server, browser } = await scene(t, 'confidential', { ...asked, first_party: true })
    const [redirect_uri] = asked.redirect_uris
    const sent = {
      redirect_uri,
      response_type: 'id_token',
      response_mode: 'form_post',
      nonce: 'n-0S6_WzA2Mj',
    }
    const reply = await browser.authorize(sent)
    t.match(reply.body, `action="${redirect_uri}"`)
    t.match(claimsOf(/name="id_token" value="([^"]+)"/.exec(reply.body)?.[1]), {
      aud: 'rp',
      nonce: sent.nonce,
    })

    await openRegistration(server)
    const refused = await registering(server, asked)
    t.match(refused, { statusCode: 400 })
    t.equal(refused.json().error, 'invalid_redirect_uri')
  },
)

t.test(
  '6-15: express-openid-connect as it comes: an ID token by form_post (OAuth 2.0 Form Post Response Mode §2)',
  { skip: withoutChromium },
  async (t) => {
    const place = await kitchen(t)
    const application = {
      file: import.meta.resolve('./id-token-by-form.js'),
      client_type: 'confidential',
      path: '/callback',
    } as const
    const asked = { grant_types: ['implicit'], response_types: ['id_token'] }
    const settings = await register(place, application, asked)
    await start(t, application, settings)
    const page = await signIn(place, application, settings.APP_URL)
    t.equal(page.url(), `${settings.APP_URL}/`)
  },
)

t.test(
  '6-19: the profile is in the ID token of clients that an administrator made (Core §5.4)',
  async (t) => {
    const rp = await scene(t)
    const scope = 'openid profile email'
    const { id_token } = await signedIn(rp, { scope })
    t.match(claimsOf(id_token), { name: 'Ada Lovelace', email: ADA.email, preferred_username: 'ada' })

    await openRegistration(rp.server)
    const itself = await registered(rp.server, { redirect_uris: [REDIRECT_URI] })
    const { client_id, client_secret } = itself
    const { answer } = await allowed(rp.browser, { client_id, scope })
    const reply = await redeem(rp.server, answer['code'], {}, basic(client_id, String(client_secret)))
    t.equal(claimsOf(reply.json().id_token)['name'], undefined, 'and of no other')
  },
)
