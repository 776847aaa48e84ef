/**
 * The guide for a service provider between an application and this server, followed with Auth0, Okta and OneLogin: requests
 * as their documentation describes them, and where it does not, as OpenID Connect has them. Keycloak has a file of its own.
 */
import t from 'tap'
import { answerOf, CODE_CHALLENGE, CODE_VERIFIER, REQUEST } from '../helpers/authorization.ts'
import { answeredBy } from '../helpers/authorization-answer.ts'
import { Broker } from '../helpers/broker.ts'
import { commandLine } from '../helpers/command-line.ts'
import { startServer } from '../helpers/fixtures.ts'
import { basic, bearer } from '../helpers/given.ts'

const DISCOVERY = '/.well-known/openid-configuration'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const AUTH0 = 'https://acme.eu.auth0.com/login/callback'
const OKTA = 'https://acme.okta.com/oauth2/v1/authorize/callback'
const ONELOGIN = [
  'https://acme.onelogin.com/access/idp',
  'https://acme.onelogin.com/mfa/v1/idp/auth_callback',
]

const ADA = {
  email: 'ada@example.com',
  email_verified: true,
  name: 'Ada Lovelace',
  preferred_username: 'ada',
}

t.test(
  '0-1: a confidential client for the broker gets a client_id and a client_secret (RFC 6749 §2.2)',
  async (t) => {
    const { run } = commandLine(t)
    await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme', '--alg', 'ES256'])
    const create = ['client', 'create', '--tenant', 'acme', '--name', 'Broker', '--type', 'confidential']
    const { code, stdout } = await run([...create, '--json'])
    t.equal(code, 0)
    const { client_id, client_secret } = JSON.parse(stdout)
    t.match(client_id, /^[A-Za-z0-9_-]{8,}$/)
    t.match(client_secret, /^[A-Za-z0-9_-]{43}$/, '256 bits')
    const shown = await run(['client', 'show', '--tenant', 'acme', '--id', client_id, '--json'])
    t.match(JSON.parse(shown.stdout), { client_id, type: 'confidential', redirect_uris: [] })
    t.notMatch(shown.stdout, client_secret, 'it is printed once')
  },
)

t.test(
  '0-2: discovery of a tenant is JSON, and its issuer is the address without the rest (Discovery §4.3)',
  async (t) => {
    const { app, config } = await startServer(t)
    for (const tenant_id of ['default', 'other']) {
      const issuer = `${config.public_url}/api/oidc/${tenant_id}`
      const reply = await app.inject(`${issuer}${DISCOVERY}`)
      t.match(reply, { statusCode: 200, headers: { 'content-type': /^application\/json/ } })
      t.equal(reply.json().issuer, issuer)
    }
    t.equal((await app.inject(`/api/oidc/nobody${DISCOVERY}`)).statusCode, 400)
  },
)

t.test(
  '0-5: the broker’s address may be registered later, and until then nobody is sent anywhere (RFC 6749 §3.1.2.3)',
  async (t) => {
    const broker = await Broker.begin(t, {})
    await broker.signIn()
    const path = `/authorize?${new URLSearchParams({ ...REQUEST, client_id: broker.client_id, redirect_uri: OKTA })}`
    const refused = await broker.visit(path)
    t.match(refused, { statusCode: 400, headers: { location: undefined } })
    t.match(refused.body, 'data-error="invalid_request"')
    await broker.restate({ redirect_uris: [OKTA] })
    t.match(answerOf(await broker.visit(path)), { code: /./, state: REQUEST.state })
  },
)

/** Spaces as %20, no nonce unless its connection has send_back_channel_nonce, PKCE as far as discovery advertises it. */
const auth0Path = ({ client_id }: Broker): string =>
  `/authorize?client_id=${client_id}&response_type=code&redirect_uri=${encodeURIComponent(AUTH0)}` +
  `&scope=openid%20profile%20email&state=kVn0Qh3qPjTzS3oLwGmCwKXw` +
  `&code_challenge=${CODE_CHALLENGE}&code_challenge_method=S256`

t.test(
  '0-6: Auth0, back channel: code with PKCE, and all claims in the ID token, since it asks no userinfo (Core §3.1)',
  async (t) => {
    const broker = await Broker.begin(t, { redirect_uris: [AUTH0] })
    const discovery = await broker.send(DISCOVERY, {})
    t.ok(Buffer.byteLength(discovery.body) < 128 * 1024)
    t.same(discovery.json().code_challenge_methods_supported, ['S256'])
    t.match(discovery.json(), { issuer: broker.server.issuer, token_endpoint: /./, jwks_uri: /./ })

    await broker.signIn()
    const { code = '', state } = answerOf(await broker.visit(auth0Path(broker)))
    t.equal(state, 'kVn0Qh3qPjTzS3oLwGmCwKXw')
    const { client_id, client_secret } = broker
    const sent = (code_verifier: string) =>
      new URLSearchParams({
        client_id,
        client_secret,
        code,
        code_verifier,
        grant_type: 'authorization_code',
        redirect_uri: AUTH0,
      }).toString()
    const reply = await broker.send('/token', FORM, sent(CODE_VERIFIER))
    t.equal(reply.statusCode, 200)
    const { payload } = await broker.verify(reply.json().id_token)
    t.match(payload, ADA)
    t.notOk('nonce' in payload, 'none was sent')

    const { code: other = '' } = answerOf(await broker.visit(auth0Path(broker)))
    const wrong = sent('x'.repeat(43)).replace(code, other)
    t.match((await broker.send('/token', FORM, wrong)).json(), { error: 'invalid_grant' })
  },
)

/** Its server asks for nothing: the ID token comes with the browser, in a form. */
const frontChannelPath = ({ client_id }: Broker, nonce = '&nonce=8QWxsqFxPaVPDrKHnUWZ'): string =>
  `/authorize?client_id=${client_id}&response_type=id_token&response_mode=form_post` +
  `&redirect_uri=${encodeURIComponent(AUTH0)}&scope=openid%20profile%20email&state=hKFo2SBhY${nonce}`

t.test(
  '0-7: Auth0, front channel: the ID token comes by form_post, with all claims (Core §3.2, Form Post Response Mode §2)',
  async (t) => {
    const implicit = { grant_types: ['implicit'], response_types: ['id_token'] }
    const broker = await Broker.begin(t, { redirect_uris: [AUTH0], ...implicit })
    await broker.signIn()
    const { at, to, fields } = answeredBy(await broker.visit(frontChannelPath(broker)))
    t.same([at, to], ['form_post', AUTH0])
    t.match(fields, { state: 'hKFo2SBhY', access_token: undefined, code: undefined })
    const { payload } = await broker.verify(fields['id_token'] ?? '')
    t.match(payload, { ...ADA, nonce: '8QWxsqFxPaVPDrKHnUWZ' })

    const without = answeredBy(await broker.visit(frontChannelPath(broker, '')))
    t.match(without, {
      at: 'form_post',
      to: AUTH0,
      fields: { error: 'invalid_request', id_token: undefined },
    })

    await broker.restate({ grant_types: ['authorization_code'], response_types: ['code'] })
    const refused = answeredBy(await broker.visit(frontChannelPath(broker)))
    t.match(refused, { to: AUTH0, fields: { error: 'unauthorized_client', id_token: undefined } })
  },
)

t.test(
  '0-8: a client with RS256 gets ID tokens of a key that the key set has by its kid (RFC 7515 §4.1)',
  async (t) => {
    const broker = await Broker.begin(t, { redirect_uris: [AUTH0], id_token_signed_response_alg: 'RS256' })
    await broker.signIn()
    const { code = '' } = answerOf(await broker.visit(auth0Path(broker)))
    const fields = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: AUTH0,
      code_verifier: CODE_VERIFIER,
    }
    const headers = { ...FORM, ...basic(broker.client_id, broker.client_secret) }
    const reply = await broker.send('/token', headers, new URLSearchParams(fields).toString())
    const { protectedHeader } = await broker.verify(reply.json().id_token)
    t.equal(protectedHeader.alg, 'RS256')
    const { keys } = (await broker.send('/.well-known/jwks', {})).json()
    const named = keys.filter(({ kid }: { kid: string }) => kid === protectedHeader.kid)
    t.match(named, [{ kty: 'RSA', use: 'sig', alg: 'RS256' }])
    t.equal(keys[0].alg, 'ES256', 'the tenant’s own default stands first all the same')
  },
)

/** As each of them writes it, with PKCE where that is switched on. */
const relyingPath = ({ client_id }: Broker, redirect_uri: string, more = ''): string =>
  `/authorize?client_id=${client_id}&redirect_uri=${encodeURIComponent(redirect_uri)}&response_type=code` +
  `&scope=openid+profile+email&state=d8f2b1&nonce=Ue5Qm1${more}`

t.test(
  '0-9: Okta: authorize, token by basic and by post, key set and userinfo, with PKCE and without (Core §3.1.3, §5.3)',
  async (t) => {
    const broker = await Broker.begin(t, { redirect_uris: [OKTA] })
    await broker.signIn()
    const { client_id, client_secret } = broker
    const PKCE = [`&code_challenge=${CODE_CHALLENGE}&code_challenge_method=S256`, CODE_VERIFIER] as const
    for (const [title, headers, proof] of [
      ['basic', basic(client_id, client_secret), {}],
      ['post', {}, { client_id, client_secret }],
    ] as const) {
      for (const [challenge, code_verifier] of [PKCE, ['', undefined]] as const) {
        const { code = '' } = answerOf(await broker.visit(relyingPath(broker, OKTA, challenge)))
        const form = { grant_type: 'authorization_code', code, redirect_uri: OKTA, ...proof }
        const verifier = code_verifier === undefined ? {} : { code_verifier }
        const sent = new URLSearchParams({ ...form, ...verifier }).toString()
        const tokens = (await broker.send('/token', { ...FORM, ...headers }, sent)).json()
        const { payload } = await broker.verify(tokens.id_token)
        t.match(payload, { ...ADA, nonce: 'Ue5Qm1' }, title)
        const userinfo = await broker.send('/userinfo', bearer(tokens.access_token))
        t.match(userinfo.json(), { ...ADA, sub: payload.sub }, title)
      }
    }
    t.equal(broker.fetched_keys, 1)
  },
)

t.test(
  '0-9: OneLogin: the issuer without a slash at its end, and two addresses on one client (RFC 6749 §3.1.2.2)',
  async (t) => {
    const broker = await Broker.begin(t, { redirect_uris: ONELOGIN })
    await broker.signIn()
    const { issuer } = broker.server
    t.match(issuer, /\/api\/oidc\/default$/)
    t.equal((await broker.send(DISCOVERY, {})).json().issuer, issuer)
    const redeem = (code: string, redirect_uri: string) => {
      const form = { grant_type: 'authorization_code', code, redirect_uri }
      const headers = { ...FORM, ...basic(broker.client_id, broker.client_secret) }
      return broker.send('/token', headers, new URLSearchParams(form).toString())
    }
    for (const redirect_uri of ONELOGIN) {
      const reply = await broker.visit(relyingPath(broker, redirect_uri))
      t.ok(String(reply.headers.location).startsWith(`${redirect_uri}?`))
      const tokens = (await redeem(answerOf(reply)['code'] ?? '', redirect_uri)).json()
      t.match((await broker.verify(tokens.id_token)).payload, ADA)
    }
    const [first = '', second = ''] = ONELOGIN
    const { code = '' } = answerOf(await broker.visit(relyingPath(broker, first)))
    t.match((await redeem(code, second)).json(), { error: 'invalid_grant' })
  },
)
