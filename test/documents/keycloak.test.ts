/**
 * Keycloak as a broker before this server: its requests as Keycloak 26.7.3 was seen to send them, byte for byte but for
 * the values of a sign-in.
 */
import { setImmediate } from 'node:timers/promises'
import { createLocalJWKSet } from 'jose'
import t, { type Test } from 'tap'
import { KEY_SET_MAX_AGE } from '../../src/domain/discovery/key-set.ts'
import { KEY_LEAD, rotateSigningKey } from '../../src/domain/keys/key-rotation.ts'
import { answerOf, CODE_CHALLENGE, CODE_VERIFIER } from '../helpers/authorization.ts'
import { Broker } from '../helpers/broker.ts'
import { commandLine } from '../helpers/command-line.ts'
import { basic, bearer, claimsOf, type Tokens } from '../helpers/given.ts'
import { logoutReceiver, REACHABLE } from '../helpers/logout.ts'

const ENDPOINT = 'https://keycloak.example/realms/acme/broker/vignette/endpoint'
const LOGOUT_RESPONSE = `${ENDPOINT}/logout_response`
const SENT_ENDPOINT = 'https%3A%2F%2Fkeycloak.example%2Frealms%2Facme%2Fbroker%2Fvignette%2Fendpoint'
const STATE =
  'O9bshMXSjaJ2QNmHc2uGLsIHMzf17MtKBfZ45qYsWLw.3c1FkZoGGhA.4jZmxy3qRI2KLaqHSSR4VA.eyJydSI6Imh0dHA6Ly9sb2NhbGhvc3QifQ'
const NONCE = 'bqKESAejvsV3k-glrvn82Q'
const SESSION = 'L2D-uRIFpzOD_JTKlkYj9sTU'

/** What each request of its server has. */
const JAVA = {
  host: 'localhost:3000',
  connection: 'Keep-Alive',
  'user-agent': 'Apache-HttpClient/4.5.14 (Java/17.0.15)',
  'accept-encoding': 'gzip,deflate',
}
const FORM = { ...JAVA, 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }

/** @param more what its settings add */
const authorizePath = ({ client_id }: Broker, more = ''): string =>
  `/authorize?scope=openid+profile+email&state=${STATE}&response_type=code&client_id=${client_id}` +
  `&redirect_uri=${SENT_ENDPOINT}${more}&nonce=${NONCE}`

const PKCE = `&code_challenge=${CODE_CHALLENGE}&code_challenge_method=S256`

const keycloak = (t: Test, metadata = {}, settings = {}) =>
  Broker.begin(
    t,
    { redirect_uris: [ENDPOINT], post_logout_redirect_uris: [LOGOUT_RESPONSE], ...metadata },
    settings,
  )

async function codeFor(broker: Broker, more?: string): Promise<string> {
  const { code = '', state } = answerOf(await broker.visit(authorizePath(broker, more)))
  if (state !== STATE) throw new Error('the state is another one')
  return code
}

/** With the secret sent as post, as the guide selects. */
async function signedIn(broker: Broker): Promise<Tokens & Readonly<{ id_token: string }>> {
  const { client_id, client_secret } = broker
  const code = await codeFor(broker)
  const form = `code=${code}&grant_type=authorization_code&redirect_uri=${SENT_ENDPOINT}&client_secret=${client_secret}&client_id=${client_id}`
  return (await broker.send('/token', FORM, form)).json()
}

/** What it reads of the discovery document, and the name of the field that it fills. */
const IMPORTED = {
  authorizationUrl: 'authorization_endpoint',
  tokenUrl: 'token_endpoint',
  logoutUrl: 'end_session_endpoint',
  userInfoUrl: 'userinfo_endpoint',
  tokenIntrospectionUrl: 'introspection_endpoint',
  jwksUrl: 'jwks_uri',
  issuer: 'issuer',
}

t.test(
  '0-3: Keycloak imports every field from the discovery document, and verifies EdDSA by the JWKS URL (Discovery §3)',
  async (t) => {
    const broker = await keycloak(t, { id_token_signed_response_alg: 'EdDSA' })
    const reply = await broker.send('/.well-known/openid-configuration', JAVA)
    t.match(reply, { statusCode: 200, headers: { 'content-type': /^application\/json/ } })
    t.equal(reply.headers['content-encoding'], undefined)
    const { issuer } = broker.server
    for (const [field, member] of Object.entries(IMPORTED)) {
      t.ok(String(reply.json()[member]).startsWith(issuer), field)
    }
    await broker.signIn()
    const { payload, protectedHeader } = await broker.verify((await signedIn(broker)).id_token)
    t.match(protectedHeader, { alg: 'EdDSA', kid: /./ })
    t.match(payload, { nonce: NONCE, sub: /./ })
  },
)

t.test(
  '0-4: Keycloak, the secret sent as post: the sign-in completes with email and email_verified (Core §3.1.3, §5.4)',
  async (t) => {
    const broker = await keycloak(t)
    const first = await broker.visit(authorizePath(broker))
    t.match(first, { statusCode: 303, headers: { location: /\/sign-in\// } })
    await broker.signIn()
    const tokens = await signedIn(broker)
    t.match(tokens, { token_type: 'Bearer', expires_in: 3600, refresh_token: /./ })
    const told = {
      email: 'ada@example.com',
      email_verified: true,
      name: 'Ada Lovelace',
      preferred_username: 'ada',
    }
    const { payload } = await broker.verify(tokens.id_token)
    t.match(payload, { ...told, nonce: NONCE })
    const userinfo = await broker.send('/userinfo', { ...JAVA, ...bearer(tokens.access_token) })
    t.match(userinfo.json(), { ...told, sub: payload.sub })
  },
)

t.test(
  '0-4: Keycloak with PKCE, and the secret sent as basic auth (RFC 7636 §4, RFC 6749 §2.3.1)',
  async (t) => {
    const broker = await keycloak(t)
    await broker.signIn()
    const { client_id, client_secret } = broker
    const headers = { ...FORM, ...basic(client_id, client_secret) }
    const form = (code: string, verifier: string) =>
      `code=${code}&grant_type=authorization_code&redirect_uri=${SENT_ENDPOINT}${verifier}`
    const verifier = `&code_verifier=${CODE_VERIFIER}`
    const reply = await broker.send('/token', headers, form(await codeFor(broker, PKCE), verifier))
    t.match((await broker.verify(reply.json().id_token)).payload, { nonce: NONCE })
    const without = await broker.send('/token', headers, form(await codeFor(broker, PKCE), ''))
    t.match(without.json(), { error: 'invalid_grant' })
  },
)

t.test(
  '0-10: prompt=none, forwarded by Keycloak, is answered with login_required when nobody is signed in (Core §3.1.2.6)',
  async (t) => {
    const broker = await keycloak(t)
    const none = authorizePath(broker, `&prompt=none${PKCE}`)
    const refused = await broker.visit(none)
    t.equal(refused.statusCode, 303)
    t.ok(String(refused.headers.location).startsWith(`${ENDPOINT}?`))
    t.match(answerOf(refused), { error: 'login_required', state: STATE, iss: broker.server.issuer })
    await broker.signIn()
    t.match(answerOf(await broker.visit(none)), { code: /./, state: STATE, error: undefined })
  },
)

/** Whether the browser still gets codes without a word. */
const isSignedIn = async (broker: Broker): Promise<boolean> =>
  (await codeFor(broker, '&prompt=none').catch(() => '')) !== ''

/** Its own logout sends the browser. */
const logoutPath = (id_token: string): string =>
  `/logout?state=${SESSION}&id_token_hint=${id_token}&post_logout_redirect_uri=${SENT_ENDPOINT}%2Flogout_response`

t.test(
  '6-4: Keycloak’s logout leads back to its logout_response, where that is registered (RP-Initiated Logout §3)',
  async (t) => {
    const broker = await keycloak(t)
    await broker.signIn()
    const { id_token } = await signedIn(broker)
    await broker.restate({ post_logout_redirect_uris: [ENDPOINT] })
    const refused = await broker.visit(logoutPath(id_token))
    t.match(refused, { statusCode: 400, headers: { location: undefined } })
    t.match(refused.body, 'data-error="invalid_request"')
    t.ok(await isSignedIn(broker))

    await broker.restate({ post_logout_redirect_uris: [LOGOUT_RESPONSE] })
    const back = await broker.visit(logoutPath(id_token))
    t.match(back, { statusCode: 303, headers: { location: `${LOGOUT_RESPONSE}?state=${SESSION}` } })
    t.notOk(await isSignedIn(broker))
  },
)

t.test(
  '6-3: Keycloak’s server ends the session by the sid of its hint, without a cookie (Back-Channel Logout §2.1)',
  async (t) => {
    const receiver = await logoutReceiver(t)
    const broker = await keycloak(t, { backchannel_logout_uri: receiver.uri }, REACHABLE)
    await broker.signIn()
    const { id_token } = await signedIn(broker)
    const { sid, sub } = claimsOf(id_token)
    t.type(sid, 'string')
    t.ok(await isSignedIn(broker))
    const ended = await broker.send(`/logout?state=${SESSION}&id_token_hint=${id_token}`, JAVA)
    t.equal(ended.statusCode, 200)
    t.notOk(await isSignedIn(broker))
    while (receiver.taken.length === 0) await setImmediate()
    // It waits for this answer meanwhile, and takes the token of the session that it is ending itself.
    const { payload } = await broker.verify(receiver.taken[0]?.get('logout_token') ?? '')
    t.match(payload, { sid, sub, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })

    const again = await broker.send(`/logout?state=${SESSION}&id_token_hint=${id_token}`, JAVA)
    t.equal(again.statusCode, 200, 'a session that is over is no fault')
  },
)

t.test(
  '6-3: a hint without sid, from a server without a cookie, says of no session that it is meant',
  async (t) => {
    const broker = await keycloak(t)
    await broker.signIn()
    const { id_token } = await signedIn(broker)
    t.notOk('sid' in claimsOf(id_token), 'it has no backchannel_logout_uri')
    t.equal((await broker.send(`/logout?state=${SESSION}&id_token_hint=${id_token}`, JAVA)).statusCode, 200)
    t.ok(await isSignedIn(broker))
  },
)

/** As whoever loads the key set once has it from then on. */
async function loadedKeys(broker: Broker) {
  const reply = await broker.send('/.well-known/jwks', JAVA)
  return { keys: createLocalJWKSet(reply.json()), cache: reply.headers['cache-control'] }
}

const kidOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid

t.test(
  '6-1: a new key is published first and signs later, twice as long as anybody may keep the key set (Core §10.1.1)',
  async (t) => {
    const broker = await keycloak(t)
    const { clock } = broker.server
    await broker.signIn()
    const first = await signedIn(broker)
    await broker.verify(first.id_token)
    const { kid } = await rotateSigningKey(await broker.server.tenant(), 'ES256', false)
    const published = clock.seconds
    t.equal(KEY_LEAD, 2 * KEY_SET_MAX_AGE)

    clock.seconds = published + KEY_LEAD - 1
    const { keys, cache } = await loadedKeys(broker)
    t.equal(cache, `public, max-age=${KEY_SET_MAX_AGE}`)
    const before = await signedIn(broker)
    t.equal(kidOf(before.id_token), kidOf(first.id_token))

    clock.seconds = published + KEY_LEAD
    const after = await signedIn(broker)
    t.equal(kidOf(after.id_token), kid)
    for (const { id_token } of [first, before, after]) await t.resolves(broker.verify(id_token, keys))
    t.equal(broker.fetched_keys, 1)
    // It had fetched them before the rotation, and asks again for the key that it has not seen.
    await broker.verify(after.id_token)
    t.equal(broker.fetched_keys, 2)
    await broker.verify(first.id_token)
    t.equal(broker.fetched_keys, 2, 'the former key is still there')
  },
)

t.test('6-1: keys rotate --now is for emergencies, and says what it breaks (Core §10.1.1)', async (t) => {
  const broker = await keycloak(t)
  await broker.signIn()
  await broker.verify((await signedIn(broker)).id_token)
  const { keys } = await loadedKeys(broker)
  const { kid } = await rotateSigningKey(await broker.server.tenant(), 'ES256', true)
  const { id_token } = await signedIn(broker)
  t.equal(kidOf(id_token), kid)
  await t.rejects(broker.verify(id_token, keys), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
  await t.resolves(broker.verify(id_token), 'who asks again for an unknown key goes on')

  const { run } = commandLine(t)
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme', '--alg', 'ES256'])
  const { code, stdout } = await run(['keys', 'rotate', '--tenant', 'acme', '--now'])
  t.equal(code, 0)
  t.match(
    stdout,
    /signs now\.\nApplications that keep the former key set refuse new tokens until they fetch it again/,
  )
})
