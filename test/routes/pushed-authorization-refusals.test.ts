/**
 * Wrong requests at the pushed authorization request endpoint, and wrong references at the authorization endpoint: the exact
 * answer to each, and that nothing was given.
 */
import t from 'tap'
import {
  Browser,
  CODE_CHALLENGE,
  givenPerson,
  givenRp,
  REDIRECT_URI,
  REQUEST,
} from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'
import { basic, FORM, givenClient, givenQuickKeys, post, SECRET } from '../helpers/given.ts'
import { type Fields, judgeRefusals } from '../helpers/refusals.ts'
import { OBJECT, signingClient, unsigned } from '../helpers/request-object.ts'

const client = await signingClient()
const stranger = await signingClient()

async function scene() {
  const server = await startServer(t)
  await givenQuickKeys(server)
  const { jwks } = client
  await givenClient(server, { metadata: { jwks } })
  await givenClient(server, { client_id: 'other', metadata: { redirect_uris: ['https://other.example/'] } })
  await givenClient(server, { client_id: 'spa', client_type: 'public' })
  await givenClient(server, { client_id: 'locked', locked: 1 })
  await givenClient(server, {
    client_id: 'basic',
    metadata: { token_endpoint_auth_method: 'client_secret_basic' },
  })
  await givenClient(server, { client_id: 'signs', metadata: { jwks, require_signed_request_object: true } })
  await givenRp(server, { client_id: 'rp', tenant_id: 'other' })
  return server
}

const RIGHT = { ...REQUEST, client_secret: SECRET }

type Row = readonly [
  title: string,
  fields: Fields,
  error: string,
  rule: string,
  status?: number,
  headers?: Record<string, string>,
]

const INVALID = 'invalid_request'
const CLIENT = 'invalid_client'
const OBJECT_CODE = 'invalid_request_object'
const NO_REQUEST = Object.fromEntries(Object.keys(REQUEST).map((name) => [name, undefined]))

const signed = async (changes: Record<string, unknown>): Promise<Fields> => ({
  ...NO_REQUEST,
  client_id: 'rp',
  request: await client.sign(changes),
})

const ROWS: readonly Row[] = [
  // Who pushes.
  [
    'RFC 9126 §2: no client',
    { client_id: undefined, client_secret: undefined },
    CLIENT,
    'client-unnamed',
    401,
  ],
  ['RFC 9126 §2: an unknown client', { client_id: 'nobody' }, CLIENT, 'client-unknown', 401],
  ['RFC 9126 §2: a locked client', { client_id: 'locked' }, CLIENT, 'client-locked', 401],
  ['RFC 9126 §2: no secret', { client_secret: undefined }, CLIENT, 'authentication-method-unregistered', 401],
  ['RFC 9126 §2: a wrong secret', { client_secret: 'wrong' }, CLIENT, 'client-secret-wrong', 401],
  [
    'RFC 9126 §2: a wrong secret by header',
    { client_secret: undefined },
    CLIENT,
    'client-secret-wrong',
    401,
    basic('rp', 'wrong'),
  ],
  [
    'RFC 9126 §2: another way than the registered one',
    { client_id: 'basic' },
    CLIENT,
    'authentication-method-unregistered',
    401,
  ],
  ['RFC 6749 §2.3: two ways at once', {}, INVALID, 'authentication-methods-mixed', 400, basic('rp', SECRET)],
  [
    'RFC 9126 §2.1: another client_id than who authenticates',
    { client_id: 'other', client_secret: undefined },
    INVALID,
    'client-id-differs',
    400,
    basic('rp', SECRET),
  ],
  [
    'RFC 7523 §3: an assertion that is none',
    {
      client_secret: undefined,
      client_assertion: 'x',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    },
    CLIENT,
    'authentication-method-unregistered',
    401,
  ],
  // What is pushed.
  [
    'RFC 9126 §2.1: a reference',
    { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
    INVALID,
    'request-uri-pushed',
  ],
  ['RFC 9126 §2.1: an address', { request_uri: 'https://rp.example/object' }, INVALID, 'request-uri-pushed'],
  ['RFC 8707 §2: a resource that is no URI', { resource: 'notes' }, 'invalid_target', 'resource-malformed'],
  ['RFC 8707 §2: one with a fragment', { resource: 'urn:x#a' }, 'invalid_target', 'resource-malformed'],
  ['RFC 8707 §2: an unknown one', { resource: 'urn:x' }, 'invalid_target', 'resource-unknown'],
  [
    'RFC 8707 §2: an unknown one that is signed',
    await signed({ resource: ['urn:x', 'urn:y'] }),
    'invalid_target',
    'resource-unknown',
  ],
  ['RFC 6749 §3.1.1: no response_type', { response_type: undefined }, INVALID, 'parameter-missing'],
  [
    'RFC 6749 §3.1.1: an unknown response_type',
    { response_type: 'x' },
    'unsupported_response_type',
    'response-type-unsupported',
  ],
  [
    'RFC 6749 §3.1.1: one it may not have',
    { response_type: 'code id_token' },
    'unauthorized_client',
    'response-type-unregistered',
  ],
  [
    'RFC 9126 §2.4: an unregistered redirect_uri',
    { redirect_uri: 'https://evil.example/' },
    INVALID,
    'redirect-uri-unregistered',
  ],
  [
    'RFC 9126 §2.4: another client’s redirect_uri',
    { redirect_uri: 'https://other.example/' },
    INVALID,
    'redirect-uri-unregistered',
  ],
  [
    'RFC 9700 §4.1.3: a longer redirect_uri',
    { redirect_uri: `${REDIRECT_URI}/x` },
    INVALID,
    'redirect-uri-unregistered',
  ],
  ['Core §3.1.2.1: no redirect_uri', { redirect_uri: undefined }, INVALID, 'redirect-uri-missing'],
  ['RFC 6749 §3.3: a malformed scope', { scope: 'open"id' }, 'invalid_scope', 'scope-malformed'],
  ['Core §3.1.2.1: an unknown prompt', { prompt: 'now' }, INVALID, 'prompt-unsupported'],
  ['Core §3.1.2.1: prompt=none with others', { prompt: 'none login' }, INVALID, 'prompt-none-with-others'],
  ['Core §3.1.2.1: a max_age that is none', { max_age: 'x' }, INVALID, 'max-age-malformed'],
  ['Core §3.1.2.1: an id_token_hint of nobody', { id_token_hint: 'x' }, INVALID, 'id-token-hint-foreign'],
  [
    'Core §7.2.1: a registration',
    { registration: '{}' },
    'registration_not_supported',
    'parameter-not-offered',
  ],
  [
    'Multiple Response Types §2.1: an unknown mode',
    { response_mode: 'x' },
    INVALID,
    'response-mode-unsupported',
  ],
  [
    'RFC 7636 §4.3: a plain challenge',
    { code_challenge: CODE_CHALLENGE, code_challenge_method: 'plain' },
    INVALID,
    'code-challenge-method',
  ],
  [
    'RFC 7636 §4.3: a challenge without a method',
    { code_challenge: CODE_CHALLENGE },
    INVALID,
    'code-challenge-method',
  ],
  [
    'RFC 7636 §4.2: a challenge that is none',
    { code_challenge: 'x', code_challenge_method: 'S256' },
    INVALID,
    'code-challenge-malformed',
  ],
  [
    'RFC 9700 §2.1.1: a public client without one',
    { client_id: 'spa', client_secret: undefined },
    INVALID,
    'pkce-required',
  ],
  ['Tenants: another one’s name', { tenant_id: 'other' }, INVALID, 'tenant-id-differs'],
  ['RFC 6749 §3.1: a NUL', { nonce: 'a\0b' }, INVALID, 'parameter-nul'],
  // A request object is pushed.
  [
    'RFC 9101 §10.5: unsigned, by a client that always signs',
    { client_id: 'signs' },
    INVALID,
    'request-object-required',
  ],
  ['RFC 9101 §10.1: alg none', { request: unsigned() }, OBJECT_CODE, 'request-object-algorithm-refused'],
  [
    'RFC 9101 §6.2: another client’s key',
    { request: await stranger.sign() },
    OBJECT_CODE,
    'request-object-signature-wrong',
  ],
  ['RFC 9101 §6.1: an encrypted one', { request: 'a.b.c.d.e' }, OBJECT_CODE, 'request-object-encrypted'],
  [
    'RFC 9126 §3: of another client',
    await signed({ client_id: 'other' }),
    OBJECT_CODE,
    'request-object-client-differs',
  ],
  [
    'RFC 9126 §3: of no client',
    await signed({ client_id: undefined }),
    OBJECT_CODE,
    'request-object-client-missing',
  ],
  [
    'RFC 9126 §3: request_uri inside',
    await signed({ request_uri: 'x' }),
    OBJECT_CODE,
    'request-object-nested',
  ],
  ['RFC 9101 §4: expired', await signed({ exp: OBJECT.nbf }), OBJECT_CODE, 'request-object-expired'],
  ['RFC 9101 §4: another aud', await signed({ aud: 'x' }), OBJECT_CODE, 'request-object-audience-wrong'],
  [
    'RFC 9126 §3: what stands beside it counts for nothing',
    { ...(await signed({ redirect_uri: undefined })), redirect_uri: REDIRECT_URI },
    INVALID,
    'redirect-uri-missing',
  ],
  [
    'RFC 9126 §2.4: an unregistered redirect_uri in it',
    await signed({ redirect_uri: 'https://x' }),
    INVALID,
    'redirect-uri-unregistered',
  ],
]

t.test('RFC 9126 §2.3: what is wrong is said at once, and nothing is kept', async (t) => {
  const server = await scene()
  const wrong = ROWS.map(([title, fields, error, rule, status = 400, headers = {}]) => ({
    title,
    fields: { ...RIGHT, ...fields },
    headers,
    status,
    error,
    rule,
  }))
  await judgeRefusals(t, server, '/par', 'par', wrong)
})

t.test('RFC 9126 §2.3: what is no request', async (t) => {
  const { app, notices } = await scene()
  const url = '/api/oidc/default/par'
  const send = (options: object) => app.inject({ method: 'POST', url, headers: FORM, ...options })
  const large = await send({ payload: `state=${'x'.repeat(70_000)}` })
  t.equal(large.statusCode, 413)
  t.equal(large.json().error, INVALID)
  const json = await send({ headers: { 'content-type': 'application/json' }, payload: '{"client_id":"rp"}' })
  t.equal(json.statusCode, 400)
  t.equal(json.json().error, INVALID)
  const twice = `${new URLSearchParams(RIGHT)}&state=b`
  t.equal((await send({ payload: twice })).json().error, INVALID)
  t.match(notices.at(-1), { rule: 'parameter-repeated' })
  t.equal((await send({})).statusCode, 401)
  t.equal(
    (await send({ url: '/api/oidc/nobody/par', payload: `${new URLSearchParams(RIGHT)}` })).statusCode,
    400,
  )
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
    const reply = await app.inject({ method, url })
    t.equal(reply.statusCode, 405, method)
    t.equal(reply.headers.allow, 'POST', method)
    t.notOk('access-control-allow-origin' in reply.headers, method)
  }
  const put = await app.inject({ method: 'PUT', url, headers: { 'content-type': 'x/y' }, payload: 'x' })
  t.equal(put.statusCode, 405, 'whatever it carries')
})

t.test('RFC 9126 §4: a wrong reference is a page, whatever stands beside it', async (t) => {
  const server = await scene()
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ada'))
  const { request_uri } = (await post(server, '/par', RIGHT)).json()
  const prefix = 'urn:ietf:params:oauth:request_uri:'
  const rows: readonly (readonly [title: string, client_id: string, request_uri: string, rule: string])[] = [
    ['nobody’s', 'rp', `${prefix}x`, 'pushed-request-unknown'],
    ['an empty one', 'rp', prefix, 'pushed-request-unknown'],
    ['one of the right form', 'rp', `${prefix}${'A'.repeat(64)}`, 'pushed-request-unknown'],
    ['another secret', 'rp', `${request_uri.slice(0, -4)}AAAA`, 'pushed-request-unknown'],
    ['the name of its row', 'rp', `${prefix}01bc2d3e-0000-7000-8000-000000000000`, 'pushed-request-unknown'],
    ['another client’s', 'other', request_uri, 'pushed-request-of-another-client'],
  ]
  for (const [title, client_id, sent, rule] of rows) {
    const reply = await browser.authorize({ client_id, request_uri: sent })
    t.equal(reply.statusCode, 400, title)
    t.match(reply.body, 'data-error="invalid_request_uri"', title)
    t.notOk('location' in reply.headers, title)
    t.match(server.notices.at(-1), { flow: 'authorize', rule }, title)
  }
  const elsewhere = await browser.authorize({ request_uri }, 'other')
  t.match(elsewhere.body, 'data-error="invalid_request_uri"', 'another tenant’s')
  const nobody = await browser.authorize({ client_id: undefined, request_uri })
  t.match(nobody.body, 'data-error="invalid_request"', 'RFC 9126 §4: no client_id')
})
