/**
 * The guide for confidential clients: what its client finds, registers, asks for and is answered.
 */
import axios from 'axios'
import t from 'tap'
import { answerOf, Browser } from '../helpers/authorization.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { EnrolBrowser, givenPolicy } from '../helpers/enrolment.ts'
import { startServer } from '../helpers/fixtures.ts'
import { claimsOf, post as postForm } from '../helpers/given.ts'
import {
  anotherClient,
  authorizeRequest,
  CALLBACKS,
  guidedClient,
  post,
  redemption,
  signedIn,
} from '../helpers/guided-client.ts'
import { givenEnrolled } from '../helpers/passcode.ts'
import { button, field, PICTURE_FILE, signInScene } from '../helpers/sign-in-page.ts'

t.test('1-1: discovery has each member that the samples read (Discovery §3)', async (t) => {
  const { discovered, server } = await guidedClient(t)
  t.match(discovered, {
    issuer: server.issuer,
    authorization_endpoint: `${server.issuer}/authorize`,
    token_endpoint: `${server.issuer}/token`,
    jwks_uri: `${server.issuer}/.well-known/jwks`,
    revocation_endpoint: `${server.issuer}/revoke`,
  })
  t.ok(discovered.id_token_signing_alg_values_supported.includes('RS256'))
})

t.test('1-2: axios reads discovery and keys, without any header of its own (Discovery §4)', async (t) => {
  const { discovered, server } = await guidedClient(t)
  const nothing = { headers: { Accept: null, 'User-Agent': null, 'Accept-Encoding': null } }
  for (const url of [`${server.issuer}/.well-known/openid-configuration`, discovered.jwks_uri]) {
    for (const config of [{}, nothing]) {
      const { status, headers, data } = await axios.get(url, config)
      t.equal(status, 200, url)
      t.match(headers['content-type'], /^application\/json\b/, url)
      t.type(data, 'object', url)
    }
  }
})

t.test(
  '1-3: plain http is registered for loopback, and matched byte for byte (RFC 6749 §3.1.2.3)',
  async (t) => {
    const { server, browser, client_id } = await guidedClient(t)
    for (const redirect_uri of CALLBACKS) {
      const reply = await browser.authorize(authorizeRequest(client_id, { redirect_uri }).parameters)
      t.match(reply.headers.location, `${redirect_uri}?code=`)
    }
    for (const redirect_uri of [
      'http://localhost:8000/auth/callback/',
      'http://localhost:8000/auth/Callback',
      'http://localhost:8000/auth/callback?x=1',
      'http://localhost:8001/auth/callback',
      'http://127.0.0.1:8000/auth/callback',
      'https://localhost:8000/auth/callback',
      undefined,
    ]) {
      const reply = await browser.authorize(authorizeRequest(client_id, { redirect_uri }).parameters)
      t.equal(reply.statusCode, 400, redirect_uri ?? 'two are registered, and none is named')
      t.notOk('location' in reply.headers)
    }
    await t.rejects(anotherClient(server, { redirect_uris: ['http://app.example/auth/callback'] }), {
      name: 'Refusal',
      reason: 'faulty',
    })
  },
)

t.test(
  '1-4: the request of the samples leads to the sign-in page, in its own tenant (Core §3.1.2.1)',
  async (t) => {
    const { server, client_id } = await guidedClient(t)
    const browser = new Browser(server)
    const { parameters, state } = authorizeRequest(client_id, { prompt: 'login' })
    const reply = await browser.authorize(parameters)
    t.equal(reply.statusCode, 303)
    t.match(reply.headers.location, `${server.issuer}/sign-in/`)
    const page = await browser.get(String(reply.headers.location))
    t.equal(page.statusCode, 200)
    t.match(page.body, /<h1[^>]*>Sign in<\/h1>/)
    t.match(page.body, 'Picture')

    const elsewhere = answerOf(await browser.authorize({ ...parameters, tenant_id: 'other' }))
    t.match(elsewhere, { error: 'invalid_request', state })
    t.notOk('code' in elsewhere)
  },
)

t.test(
  '1-5: prompt=login asks for the credentials again, and the answer says when (Core §3.1.2.1)',
  async (t) => {
    const server = await startServer(t)
    await givenPolicy(server, {})
    const client = await anotherClient(server)
    await givenEnrolled(server, 'ann')
    const browser = new EnrolBrowser(server)
    const { parameters, code_verifier } = authorizeRequest(client.client_id, { prompt: 'login' })
    const ask = () => browser.authorize(parameters)
    const toTokens = async (signed: Awaited<ReturnType<typeof browser.signInAt>>) => {
      const answer = answerOf(await browser.get(signed.json().next))
      const reply = await postForm(server, '/token', redemption(client, { answer, code_verifier }))
      return claimsOf(reply.json().id_token)
    }
    const first = await browser.signInAt(String((await ask()).headers.location), 'ann')
    t.equal((await toTokens(first))['auth_time'], server.clock.seconds)
    const silent = authorizeRequest(client.client_id, { prompt: 'none' }).parameters
    t.match(answerOf(await browser.authorize(silent)), { code: /./ }, 'she has a session')

    server.clock.seconds += 60
    const again = await ask()
    t.match(again.headers.location, `${server.issuer}/sign-in/`)
    const resumed = String(again.headers.location).replace('/sign-in/', '/authorize/')
    t.match((await browser.get(resumed)).headers.location, '/sign-in/', 'and the session does not answer it')
    const second = await browser.signInAt(String(again.headers.location), 'ann')
    t.equal((await toTokens(second))['auth_time'], server.clock.seconds)
  },
)

t.test(
  '1-6: prompt=create leads to signing up where tenant and client allow it, else to an error (Initiating User Registration §4.1)',
  async (t) => {
    const cases = [
      [true, true],
      [true, false],
      [false, true],
    ] as const
    for (const [tenant_allows, client_allows] of cases) {
      const { server, browser, client_id } = await guidedClient(t, { self_registration: client_allows })
      await givenPolicy(server, { self_registration: tenant_allows })
      const { parameters, state } = authorizeRequest(client_id, { prompt: 'create' })
      const reply = await browser.authorize(parameters)
      if (tenant_allows && client_allows) {
        t.match(reply.headers.location, `${server.issuer}/sign-up/`)
        const page = await browser.get(String(reply.headers.location))
        t.match(page.body, /<h1[^>]*>Create an account<\/h1>/)
      } else {
        t.match(answerOf(reply), { error: 'invalid_request', state })
        t.notOk('code' in answerOf(reply))
      }
    }
  },
)

t.test(
  '1-7: login_hint and email_hint are filled in, and nothing is sent until the person does it (Core §3.1.2.1)',
  { skip: withoutChromium },
  async (t) => {
    const { open, server } = await signInScene(t)
    const byAddress = await open({}, { email_hint: 'ann@example.com' })
    t.equal(await field(byAddress, 'Username').inputValue(), 'ann@example.com')
    const both = await open({}, { login_hint: 'ann', email_hint: 'ann@example.com' })
    t.equal(await field(both, 'Username').inputValue(), 'ann')

    const posted: string[] = []
    both.on('request', (request) => {
      if (request.method() === 'POST') posted.push(new URL(request.url()).pathname)
    })
    await field(both, 'Picture').setInputFiles(PICTURE_FILE)
    await field(both, 'PIN').pressSequentially('012345')
    t.same(posted, [], 'although every field is full')
    await button(both, 'Sign in').click()
    await both.waitForURL(/code=/)
    t.match(posted[0], '/passcode/login/start')

    await givenPolicy(server)
    const page = await byAddress.context().newPage()
    const signUp = {
      client_id: 'rp',
      response_type: 'code',
      scope: 'openid',
      prompt: 'create',
      login_hint: 'eve',
      email_hint: 'eve@example.com',
    }
    const redirect_uri = `${server.config.public_url}/readyz`
    await page.goto(`${server.issuer}/authorize?${new URLSearchParams({ ...signUp, redirect_uri })}`)
    await page.locator('#enrol[data-ready]').waitFor()
    t.equal(await field(page, 'Username').inputValue(), 'eve')
    t.equal(await field(page, 'Email').inputValue(), 'eve@example.com')
  },
)

t.test(
  '1-8: code and state come back in the query, the state as it was sent (RFC 6749 §4.1.2)',
  async (t) => {
    const client = await guidedClient(t)
    const { callback, answer, state } = await signedIn(client)
    t.match(callback, `${CALLBACKS[1]}?code=`)
    t.notMatch(callback, '#')
    t.same(
      Object.keys(answer).sort(),
      ['code', 'iss', 'session_state', 'state'],
      'the samples pass over the rest',
    )
    t.equal(answer['state'], state)
    // The FastAPI sample does not keep its state, but reads it out of the text of its own request.
    const text = new URLSearchParams(
      authorizeRequest(client.client_id, { state }).parameters as Record<string, string>,
    )
    t.equal(answer['state'], String(text).split('state=').at(-1)?.split('&')[0])

    const nasty = `%20+&=#?/"'<>\\ ~\u{1F600}é`
    t.equal((await signedIn(client, { state: nasty })).answer['state'], nasty)
  },
)

t.test('1-16: without a nonce in the request there is none in the ID token (Core §2)', async (t) => {
  const client = await guidedClient(t)
  const signed = await signedIn(client, { nonce: undefined })
  const { data } = await post(client.discovered.token_endpoint, redemption(client, signed))
  t.notOk('nonce' in claimsOf(data.id_token))
})
