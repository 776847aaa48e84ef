/**
 * A provider with a host of its own, in the names that VTS's document and clients made for Auth0 have for its endpoints.
 */
import { createLocalJWKSet, jwtVerify } from 'jose'
import t, { type Test } from 'tap'
import {
  Browser,
  CODE_CHALLENGE,
  CODE_VERIFIER,
  givenPerson,
  givenRp,
  REQUEST,
} from '../helpers/authorization.ts'
import { TV } from '../helpers/device.ts'
import { startServer } from '../helpers/fixtures.ts'
import { FORM, givenClient, givenTokens, type Tokens } from '../helpers/given.ts'
import { deliveredLinks, interactionOf } from '../helpers/links.ts'
import { giveHost } from '../helpers/own-host.ts'
import { openRegistration, WEB_CLIENT } from '../helpers/registration.ts'

const ISSUER = 'https://auth.vts.example/'
const PKCE = { code_challenge: CODE_CHALLENGE, code_challenge_method: 'S256' }
const SIGNED_OUT = 'https://rp.example/'

type Fields = Readonly<Record<string, string | undefined>>

/** A public client, and ann, who is signed in. */
async function scene(t: Test) {
  const server = await startServer(t)
  await giveHost(server, 'default', new URL(ISSUER).host)
  const metadata = {
    grant_types: ['authorization_code', 'refresh_token'],
    post_logout_redirect_uris: [SIGNED_OUT],
  }
  await givenRp(server, { client_type: 'public', metadata })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ann'))
  browser.cookies.set(
    '__Host-vignette.default.session',
    browser.cookies.get('vignette.default.session') ?? '',
  )
  const authorize = (instead: Fields = {}) =>
    browser.get(`${ISSUER}authorize?${query({ ...REQUEST, ...PKCE, ...instead })}`)
  const post = (path: string, fields: Fields) =>
    server.app.inject({ method: 'POST', url: ISSUER + path, headers: FORM, payload: `${query(fields)}` })
  const redeem = (code: string | undefined, instead: Fields = {}) =>
    post('oauth/token', {
      grant_type: 'authorization_code',
      client_id: 'rp',
      code,
      code_verifier: CODE_VERIFIER,
      redirect_uri: REQUEST.redirect_uri,
      ...instead,
    })
  const codeOf = async (instead: Fields = {}) =>
    new URL(String((await authorize(instead)).headers.location)).searchParams.get('code') ?? ''
  return { server, browser, authorize, post, redeem, codeOf }
}

const query = (fields: Fields): URLSearchParams =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

t.test(
  '4-1: a code with its verifier gives an ID token and an access token, both JWTs (RFC 7636 §4.6)',
  async (t) => {
    const { server, post, redeem, codeOf } = await scene(t)
    t.equal((await redeem(await codeOf(), { code_verifier: undefined })).json().error, 'invalid_grant')
    const scope = 'openid email offline_access'
    const tokens: Tokens = (await redeem(await codeOf({ scope }))).json()
    const keys = createLocalJWKSet((await server.app.inject(`${ISSUER}.well-known/jwks.json`)).json())
    const expected = { issuer: ISSUER, currentDate: new Date(server.clock.seconds * 1000) }
    const id = await jwtVerify(tokens.id_token ?? '', keys, { ...expected, audience: 'rp' })
    t.match(id, { protectedHeader: { alg: 'RS256' }, payload: { email: 'ann@example.com' } })
    const access = await jwtVerify(tokens.access_token, keys, { ...expected, audience: ISSUER })
    t.equal(access.payload.sub, id.payload.sub)

    const headers = { authorization: `Bearer ${tokens.access_token}` }
    const told = (url: string) => server.app.inject({ url, headers })
    t.equal((await told(`${ISSUER}userinfo`)).json().sub, id.payload.sub)
    t.equal((await told('/api/oidc/other/userinfo')).statusCode, 401, 'worth nothing in another tenant')

    const refresh = { grant_type: 'refresh_token', client_id: 'rp', refresh_token: tokens.refresh_token }
    const renewed: Tokens = (await post('oauth/token', refresh)).json()
    t.ok(renewed.id_token)
    const revoked = { client_id: 'rp', token: renewed.refresh_token }
    t.equal((await post('oauth/revoke', revoked)).statusCode, 200)
    t.equal((await told(`${ISSUER}userinfo`)).statusCode, 401)
  },
)

t.test('4-2: a code is used once (RFC 6749 §4.1.2)', async (t) => {
  const { redeem, codeOf } = await scene(t)
  const code = await codeOf()
  t.equal((await redeem(code)).statusCode, 200)
  t.match(await redeem(code), { statusCode: 400, body: /"invalid_grant"/ })
})

t.test(
  '4-3: a callback that is not on the list is refused on a page, and followed by nobody (RFC 6749 §4.1.2.4)',
  async (t) => {
    const { authorize } = await scene(t)
    for (const redirect_uri of [
      'https://evil.example/',
      `${REQUEST.redirect_uri}/`,
      `${REQUEST.redirect_uri}?a=b`,
    ]) {
      const reply = await authorize({ redirect_uri })
      t.match(reply, { statusCode: 400, body: /data-error="invalid_request"/ }, redirect_uri)
      t.equal(reply.headers.location, undefined)
    }
  },
)

t.test('4-14: the keys stand at /.well-known/jwks.json of the host (RFC 7517 §5)', async (t) => {
  const { server } = await scene(t)
  const at = async (path: string) => (await server.app.inject(ISSUER + path)).json()
  const keys = await at('.well-known/jwks.json')
  t.match(keys, { keys: [{ kty: 'RSA', use: 'sig', alg: 'RS256', kid: /./ }] })
  t.same(await at('.well-known/jwks'), keys)
  t.match(await at('.well-known/openid-configuration'), {
    issuer: ISSUER,
    jwks_uri: `${ISSUER}.well-known/jwks`,
  })
})

t.test(
  '6-13: a page of any origin may call the endpoints of tokens, with the header Auth0-Client (Fetch §3.3)',
  async (t) => {
    const { server } = await scene(t)
    for (const path of ['oauth/token', 'oauth/revoke', 'token', 'revoke', 'userinfo']) {
      const headers = {
        origin: 'https://rp.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'auth0-client',
      }
      const reply = await server.app.inject({ method: 'OPTIONS', url: ISSUER + path, headers })
      t.equal(reply.statusCode, 204, path)
      t.match(reply.headers, {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': 'auth0-client',
        'access-control-allow-methods': /POST/,
      })
    }
  },
)

t.test(
  '6-13: a sign-out names its client and where to go, and has no hint (RP-Initiated Logout §2, §3)',
  async (t) => {
    const { browser, redeem, codeOf } = await scene(t)
    const { id_token = '' }: Tokens = (await redeem(await codeOf())).json()
    const asked = await browser.get(`${ISSUER}v2/logout?${query({ client_id: 'rp', returnTo: SIGNED_OUT })}`)
    t.match(asked.body, `action="${ISSUER}logout/confirm?`)
    const foreign = { client_id: 'rp', returnTo: 'https://evil.example/' }
    t.equal((await browser.get(`${ISSUER}v2/logout?${query(foreign)}`)).statusCode, 400)
    const hinted = { id_token_hint: id_token, post_logout_redirect_uri: SIGNED_OUT }
    t.equal((await browser.get(`${ISSUER}logout?${query(hinted)}`)).headers.location, SIGNED_OUT)
  },
)

t.test('Discovery §3: all that somebody is told to open or call is at the host', async (t) => {
  const { server, browser, post } = await scene(t)
  await openRegistration(server)
  await givenClient(server, TV)
  const device = (await post('device_authorization', { client_id: 'tv' })).json()
  t.equal(device.verification_uri, `${ISSUER}device`)

  const registered = await server.app.inject({
    method: 'POST',
    url: `${ISSUER}register`,
    payload: WEB_CLIENT,
  })
  const { registration_client_uri, registration_access_token } = registered.json()
  t.ok(String(registration_client_uri).startsWith(`${ISSUER}register/`))
  const headers = { authorization: `Bearer ${registration_access_token}` }
  t.equal((await server.app.inject({ url: registration_client_uri, headers })).statusCode, 200)

  browser.cookies.delete('__Host-vignette.default.session')
  const sent = await browser.get(`${ISSUER}authorize?${query({ ...REQUEST, ...PKCE })}`)
  const id = String(sent.headers.location).replace(`${ISSUER}sign-in/`, '')
  const page = await browser.get(`${ISSUER}recover/${id}/mail`)
  t.match(page.body, `action="${ISSUER}recover/${id}/mail"`)
  const csrf_token = /name="csrf_token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  await browser.send({
    method: 'POST',
    url: `${ISSUER}recover/${id}/mail`,
    headers: { ...FORM, origin: new URL(ISSUER).origin },
    payload: `${query({ csrf_token, username: 'ann', email: 'ann@example.com' })}`,
  })
  const link = (await deliveredLinks(server))['ann@example.com'] ?? ''
  t.ok(link.startsWith(`${ISSUER}link/`), link)
  t.equal((await browser.get(link)).statusCode, 200)
})

t.test('Core §2: what was signed under another issuer is no longer its own', async (t) => {
  const server = await startServer(t)
  await givenClient(server)
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ann'))
  const { access_token } = await givenTokens(server, browser)
  const told = (host: string) =>
    server.app.inject({
      url: host === '' ? '/api/oidc/default/userinfo' : `${ISSUER}userinfo`,
      headers: { authorization: `Bearer ${access_token}` },
    })
  t.equal((await told('')).statusCode, 200)
  await giveHost(server, 'default', new URL(ISSUER).host)
  t.equal((await told(ISSUER)).statusCode, 401)
  t.equal((await told('')).statusCode, 401)
  t.match(await interactionOf(browser), 'authorize?', 'its pages are elsewhere')
})
