/**
 * Federated Directory: its document, row by row, the example request as it is printed.
 */
import { createServer } from 'node:https'
import * as openid from 'openid-client'
import t, { type Test } from 'tap'
import { createUser, requireUser, updateUser } from '../../src/domain/users/user-administration.ts'
import { answerOf, Browser, givenPerson } from '../helpers/authorization.ts'
import { selfSigned } from '../helpers/certificate.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { givenPolicy } from '../helpers/enrolment.ts'
import {
  CALLBACK,
  discovered,
  ENCODED_EXAMPLE,
  EXAMPLE,
  givenDirectory,
  LOGGED_OUT,
  locationIn,
  NONCE,
  redeemed,
  STATE,
  sendLine,
  userNameOf,
} from '../helpers/federated-directory.ts'
import { serverOn, startServer, testConfig } from '../helpers/fixtures.ts'
import { listeningServer } from '../helpers/listening.ts'
import { openServer } from '../helpers/open-server.ts'
import { allCodes } from '../helpers/organizations.ts'
import { givenEnrolled } from '../helpers/passcode.ts'
import { fillIn } from '../helpers/sign-in-page.ts'

const USER_NAME = 'Ada.Lovelace'
const AUTHORIZE = '/api/oidc/default/authorize'

/** Ada is signed in with `browser`, in a tenant whose directory's client this is. */
async function scene(t: Test, metadata = {}) {
  const server = await startServer(t)
  server.clock.seconds = Math.floor(Date.now() / 1000)
  const secret = await givenDirectory(server, metadata)
  const ada = await givenPerson(server, USER_NAME, { claims: { name: 'Ada Lovelace' } })
  const browser = new Browser(server)
  await browser.signIn(ada)
  const visit = (query = ENCODED_EXAMPLE) => browser.send({ url: `${AUTHORIZE}?${query}` })
  return { server, secret, ada, browser, visit }
}

const locationOf = (reply: { headers: Record<string, unknown> }) => String(reply.headers['location'])

t.test('2-1: the Configuration URL is read (Discovery §4.2)', async (t) => {
  const { server, secret } = await scene(t)
  const config = await discovered(server, openid.ClientSecretPost(secret))
  const metadata = config.serverMetadata()
  t.match(metadata, { issuer: server.issuer, authorization_endpoint: `${server.issuer}/authorize` })
  for (const member of ['token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const) {
    t.match(metadata[member], server.issuer)
  }
})

t.test(
  '2-2: the example request, in its order, with no PKCE and a plain redirect_uri (Core §3.1.2.1)',
  async (t) => {
    const server = await listeningServer(t)
    const secret = await givenDirectory(server)
    const browser = new Browser(server)
    await browser.signIn(await givenPerson(server, USER_NAME))
    const config = await discovered(server, openid.ClientSecretPost(secret))
    for (const space of ['%20', '+']) {
      const line = `${AUTHORIZE}?${EXAMPLE.replaceAll(' ', space)}`
      t.match(line, '&redirect_uri=https://api.federated.directory/v2/Login/Oidc/Callback&state=')
      const answer = await sendLine(server, line, browser)
      t.match(answer, /^HTTP\/1\.1 303 /)
      const tokens = await redeemed(config, locationIn(answer))
      t.equal(await userNameOf(config, tokens), USER_NAME)
      t.equal(tokens.scope, 'openid profile email')
    }
    const literal = await sendLine(server, `${AUTHORIZE}?${EXAMPLE}`, browser)
    t.match(literal, /^HTTP\/1\.1 400 /, 'RFC 9112 §3: no client writes the spaces as they are')
  },
)

t.test('2-3: its Redirect URI, character by character (RFC 6749 §3.1.2.3)', async (t) => {
  const { visit } = await scene(t)
  t.match(locationOf(await visit()), `${CALLBACK}?code=`)
  for (const other of [
    CALLBACK.replace('Callback', 'callback'),
    CALLBACK.replace('/v2/', '/V2/'),
    `${CALLBACK}/`,
    `${CALLBACK}?a=b`,
    CALLBACK.replace('https', 'http'),
    CALLBACK.replace('api.', ''),
  ]) {
    const refused = await visit(ENCODED_EXAMPLE.replace(CALLBACK, other))
    t.match(refused, { statusCode: 400, headers: { location: undefined } }, other)
    t.match(refused.body, 'data-error="invalid_request"')
  }
})

t.test('2-4: state and nonce come back as they were sent (Core §3.1.2.5, §2)', async (t) => {
  const { server, secret, visit } = await scene(t)
  const reply = await visit()
  t.equal(answerOf(reply)['state'], STATE)
  const config = await discovered(server, openid.ClientSecretPost(secret))
  t.equal((await redeemed(config, locationOf(reply))).claims()?.nonce, NONCE)
})

t.test(
  '2-5: preferred_username in the ID token and in userinfo, as the username is written (Core §5.1)',
  async (t) => {
    const { server, secret, visit } = await scene(t)
    const config = await discovered(server, openid.ClientSecretPost(secret))
    const tokens = await redeemed(config, locationOf(await visit()))
    const claims = tokens.claims()
    t.equal(claims?.['preferred_username'], USER_NAME)
    const userinfo = await openid.fetchUserInfo(config, tokens.access_token, String(claims?.sub))
    t.equal(userinfo.preferred_username, USER_NAME)
    t.match(claims, { email: 'Ada.Lovelace@example.com', name: 'Ada Lovelace' })
  },
)

await onBothDatabases(
  t,
  '2-6: a username is one person’s, whatever its case (RFC 8265 §3.3)',
  async (t, db) => {
    const server = await serverOn(db, testConfig())
    const deps = await server.tenant()
    const stated = { email: undefined, email_verified: undefined, claims: {}, status: undefined }
    const make = (username: string) => createUser(deps, { ...stated, username }, undefined)
    await make(USER_NAME)
    await make('ben')
    for (const username of ['ada.lovelace', 'ADA.LOVELACE', 'Ａda.Lovelace', USER_NAME]) {
      await t.rejects(make(username), { name: 'Refusal', reason: 'exists' }, username)
      const renamed = updateUser(deps, 'ben', { ...stated, username }, undefined)
      await t.rejects(renamed, { name: 'Refusal', reason: 'exists' }, username)
    }
    t.equal((await requireUser(deps, 'ADA.lovelace')).username, USER_NAME)
    const elsewhere = await server.tenant('other')
    await t.resolves(createUser(elsewhere, { ...stated, username: USER_NAME }, undefined))
  },
)

t.test('2-7: userinfo with the access token is about the sub of the ID token (Core §5.3.2)', async (t) => {
  const { server, secret, visit } = await scene(t)
  const config = await discovered(server, openid.ClientSecretPost(secret))
  const tokens = await redeemed(config, locationOf(await visit()))
  const sub = String(tokens.claims()?.sub)
  t.match(await openid.fetchUserInfo(config, tokens.access_token, sub), {
    sub,
    preferred_username: USER_NAME,
  })
  t.equal((await server.app.inject('/api/oidc/default/userinfo')).statusCode, 401)
})

t.test('2-8: the secret in the header or in the form (RFC 6749 §2.3.1)', async (t) => {
  const { server, secret, visit } = await scene(t)
  for (const authentication of [openid.ClientSecretPost(secret), openid.ClientSecretBasic(secret)]) {
    const config = await discovered(server, authentication)
    const { token_endpoint_auth_methods_supported: methods } = config.serverMetadata()
    for (const method of ['client_secret_basic', 'client_secret_post']) t.ok(methods?.includes(method))
    t.equal(await userNameOf(config, await redeemed(config, locationOf(await visit()))), USER_NAME)
  }
  const wrong = await discovered(server, openid.ClientSecretPost('wrong'))
  await t.rejects(redeemed(wrong, locationOf(await visit())), {
    name: 'WWWAuthenticateChallengeError',
    status: 401,
  })
})

t.test('2-9: login_hint stands in the field, and goes no further by itself (Core §3.1.2.1)', async (t) => {
  const { server } = await scene(t)
  const browser = new Browser(server)
  const reply = await browser.send({ url: `${AUTHORIZE}?${ENCODED_EXAMPLE}&login_hint=${USER_NAME}` })
  const page = await browser.get(locationOf(reply))
  t.match(page.body, /<input[^>]* name="username" value="Ada\.Lovelace"/)
  t.same(await server.db.all(allCodes, {}), [])
})

t.test(
  '2-10: no code for somebody inactive, or whose address is not confirmed where it must be',
  async (t) => {
    const { server, visit } = await scene(t)
    await server.db.execute('UPDATE "user" SET status = \'inactive\'')
    t.match(locationOf(await visit()), `${server.issuer}/sign-in/`)
    t.match(answerOf(await visit(`${ENCODED_EXAMPLE}&prompt=none`)), {
      error: 'login_required',
      state: STATE,
    })
    await server.db.execute('UPDATE "user" SET status = \'active\', email_verified = 0')
    await givenPolicy(server, { require_verified_email: true })
    t.match(locationOf(await visit()), `${server.issuer}/verify-email/`)
    t.match(answerOf(await visit(`${ENCODED_EXAMPLE}&prompt=none`)), { error: 'interaction_required' })
    t.same(await server.db.all(allCodes, {}), [])
    await server.db.execute('UPDATE "user" SET email_verified = 1')
    t.match(answerOf(await visit()), { code: /./ })
  },
)

t.test('2-10: nor for somebody who is authenticated and not authorized (RFC 6749 §4.1.2.1)', async (t) => {
  const { server, browser, visit } = await scene(t, { assigned_only: true })
  const refused = await visit()
  t.match(locationOf(refused), `${server.issuer}/not-admitted/`)
  t.match(
    (await browser.get(locationOf(refused))).body,
    'This account can’t use <bdi>Federated Directory</bdi>',
  )
  t.match(answerOf(await visit(`${ENCODED_EXAMPLE}&prompt=none`)), { error: 'access_denied', state: STATE })
  t.same(await server.db.all(allCodes, {}), [])
})

t.test('2-11: the Logout page URL alone is a page, and no error (RP-Initiated Logout §2)', async (t) => {
  const { server, browser } = await scene(t)
  const url = `${server.issuer}/logout`
  const question = await browser.get(url)
  t.equal(question.statusCode, 200)
  t.match(question.body, '<h1>Sign out?</h1>')
  const left = await browser.submit(`${url}/confirm`, question.body)
  const done = await browser.get(String(left.headers.location))
  t.equal(done.statusCode, 200)
  t.match(done.body, '<h1>You’re signed out</h1>')
  const again = await browser.get(url)
  t.equal(again.statusCode, 200, 'signed out already')
  t.match(again.body, '<h1>You’re signed out</h1>')
  t.match((await new Browser(server).get(url)).statusCode, 200)
})

t.test('2-12: with a hint the browser goes on to the registered address, with the state (§3)', async (t) => {
  const { server, secret, browser, visit } = await scene(t)
  const config = await discovered(server, openid.ClientSecretPost(secret))
  const { id_token = '' } = await redeemed(config, locationOf(await visit()))
  const logout = (post_logout_redirect_uri: string) =>
    browser.get(
      openid.buildEndSessionUrl(config, { id_token_hint: id_token, post_logout_redirect_uri, state: 's 1' })
        .href,
    )
  const unregistered = await logout('https://elsewhere.example/')
  t.match(unregistered, { statusCode: 400, headers: { location: undefined } })
  t.match(answerOf(await visit(`${ENCODED_EXAMPLE}&prompt=none`)), { code: /./ }, 'nobody was signed out')
  t.equal(locationOf(await logout(LOGGED_OUT)), `${LOGGED_OUT}?state=s+1`)
  t.match(answerOf(await visit(`${ENCODED_EXAMPLE}&prompt=none`)), { error: 'login_required' })
})

t.test(
  '2-2, 2-9: a whole sign-in in a browser, to the directory and into it',
  { skip: withoutChromium },
  async (t) => {
    const server = await listeningServer(t)
    const secret = await givenDirectory(server)
    await givenEnrolled(server, USER_NAME)
    const config = await discovered(server, openid.ClientSecretPost(secret))
    const known = new Set([USER_NAME])
    const directory = createServer(selfSigned('api.federated.directory'), async (request, reply) => {
      const url = `https://api.federated.directory${request.url}`
      const user_name = await userNameOf(config, await redeemed(config, url))
      reply.setHeader('content-type', 'text/html')
      reply.end(
        `<!doctype html><title>Directory</title><h1>${known.has(String(user_name)) && user_name}</h1>`,
      )
    })
    const port = await openServer(t, directory, '127.0.0.1')
    const rules = `MAP api.federated.directory:443 127.0.0.1:${port}`
    const browser = await launchChromium({ args: [`--host-resolver-rules=${rules}`] })
    t.teardown(() => browser.close())
    const page = await browser.newPage({ ignoreHTTPSErrors: true })
    await page.goto(`${server.issuer}/authorize?${EXAMPLE}&login_hint=${USER_NAME}`)
    await page.locator('form[data-ready]').waitFor()
    t.equal(await page.getByLabel('Username', { exact: true }).inputValue(), USER_NAME)
    await fillIn(page, USER_NAME)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL(`${CALLBACK}?*`)
    t.equal(await page.locator('h1').textContent(), USER_NAME)
    const arrived = new URL(page.url())
    t.same([...arrived.searchParams.keys()].sort(), ['code', 'iss', 'session_state', 'state'])
  },
)
