/**
 * Wrong requests in request objects: the exact answer to each, and that nothing was given.
 */
import { generateSecret, SignJWT } from 'jose'
import t from 'tap'
import { answerOf, Browser, givenPerson, givenRp, REDIRECT_URI } from '../helpers/authorization.ts'
import { START, startServer, type TestServer } from '../helpers/fixtures.ts'
import type { KeyServer } from '../helpers/key-server.ts'
import {
  encoded,
  OBJECT,
  objectServer,
  REACHES_OBJECTS,
  type SigningClient,
  signingClient,
  unsigned,
} from '../helpers/request-object.ts'

type Sent = Readonly<Record<string, string>>
type Scene = Readonly<{
  server: TestServer
  browser: Browser
  rp: SigningClient
  stranger: SigningClient
  rsa: SigningClient
  documents: KeyServer
}>

/** As OpenID Connect has them outside of the object; the answer goes by them. */
const BESIDE = {
  client_id: 'rp',
  scope: 'openid',
  response_type: 'code',
  redirect_uri: REDIRECT_URI,
  state: 'outside',
}

async function scene(): Promise<Scene> {
  const server = await startServer(t, REACHES_OBJECTS)
  const [rp, stranger, rsa] = [await signingClient(), await signingClient(), await signingClient('RS256')]
  const documents = await objectServer(t)
  const { jwks } = rp
  const request_uris = [documents.uri, 'http://127.0.0.2/unreachable', 'https://10.0.0.1/private']
  await givenRp(server, { metadata: { jwks, request_uris } })
  await givenRp(server, { client_id: 'stranger', metadata: { jwks: stranger.jwks, request_uris } })
  const both = { keys: [...jwks.keys, ...rsa.jwks.keys] }
  await givenRp(server, { client_id: 'rs', metadata: { jwks: both, request_object_signing_alg: 'RS256' } })
  await givenRp(server, { client_id: 'signs', metadata: { jwks, require_signed_request_object: true } })
  await givenRp(server, {
    client_id: 'pushes',
    metadata: { jwks, require_pushed_authorization_requests: true },
  })
  await givenRp(server, { client_id: 'keyless' })
  await givenRp(server, { client_id: 'locked', locked: 1, metadata: { jwks } })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ada'))
  return { server, browser, rp, stranger, rsa, documents }
}

type Row = readonly [
  title: string,
  request: (scene: Scene) => Promise<string> | string,
  code: string,
  rule: string,
  beside?: Partial<Record<keyof typeof BESIDE | 'request_uri', string | undefined>>,
]

const claims =
  (changes: Record<string, unknown>) =>
  ({ rp }: Scene) =>
    rp.sign(changes)
const header =
  (changes: Record<string, unknown>) =>
  ({ rp }: Scene) =>
    rp.sign({}, changes)
const text =
  (content: string) =>
  ({ rp }: Scene) =>
    rp.signText(content)
const altered = async ({ rp }: Scene, change: (parts: string[]) => string[]) =>
  change((await rp.sign()).split('.')).join('.')

const OBJECT_CODE = 'invalid_request_object'
const ALGORITHM = 'request-object-algorithm-refused'
const MALFORMED = 'request-object-malformed'
const SIGNATURE = 'request-object-signature-wrong'

/** By value. */
const ROWS: readonly Row[] = [
  ['RFC 9101 §10.1: alg none', () => unsigned(), OBJECT_CODE, ALGORITHM],
  ['RFC 8725 §3.1: alg None', () => unsigned({}, { alg: 'None' }), OBJECT_CODE, ALGORITHM],
  ['RFC 8725 §3.1: alg NONE', () => unsigned({}, { alg: 'NONE' }), OBJECT_CODE, ALGORITHM],
  ['RFC 7515 §4.1.1: no alg', () => unsigned({}, {}), OBJECT_CODE, ALGORITHM],
  ['RFC 7515 §4.1.1: an alg that is no text', () => unsigned({}, { alg: 1 }), OBJECT_CODE, ALGORITHM],
  ['RFC 7518 §3.1: an unknown alg', () => unsigned({}, { alg: 'ES257' }), OBJECT_CODE, ALGORITHM],
  ['RFC 8812 §3.2: ES256K', () => unsigned({}, { alg: 'ES256K' }), OBJECT_CODE, ALGORITHM],
  [
    'Core §6.1: signed with a secret',
    async () => new SignJWT(OBJECT).setProtectedHeader({ alg: 'HS256' }).sign(await generateSecret('HS256')),
    OBJECT_CODE,
    ALGORITHM,
  ],
  [
    'RFC 8725 §3.1: a public key taken for a secret',
    ({ rp }) =>
      new SignJWT(OBJECT)
        .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
        .sign(Buffer.from(JSON.stringify(rp.jwks.keys[0]))),
    OBJECT_CODE,
    ALGORITHM,
  ],
  [
    'Registration §2: another alg than request_object_signing_alg',
    claims({ iss: 'rs', client_id: 'rs' }),
    OBJECT_CODE,
    ALGORITHM,
    { client_id: 'rs' },
  ],
  ['RFC 9101 §6.1: an encrypted one', () => 'a.b.c.d.e', OBJECT_CODE, 'request-object-encrypted'],
  ['RFC 7515 §2: a blank at its end', async ({ rp }) => `${await rp.sign()} `, OBJECT_CODE, MALFORMED],
  ['RFC 7515 §2: a = at its end', async ({ rp }) => `${await rp.sign()}=`, OBJECT_CODE, MALFORMED],
  ['RFC 7519 §7.2: no JWT at all', () => 'x', OBJECT_CODE, MALFORMED],
  ['RFC 7519 §7.2: two parts', () => `${encoded({ alg: 'ES256' })}.e30`, OBJECT_CODE, MALFORMED],
  ['RFC 7519 §7.2: four parts', () => `${encoded({ alg: 'ES256' })}.e30.x.y`, OBJECT_CODE, MALFORMED],
  ['RFC 7519 §7.2: a header that is no JSON', () => 'x.e30.x', OBJECT_CODE, MALFORMED],
  ['RFC 7519 §7.2: a header that is null', () => `${encoded(null)}.e30.x`, OBJECT_CODE, MALFORMED],
  ['RFC 7519 §7.2: a header that is a list', () => `${encoded(['ES256'])}.e30.x`, OBJECT_CODE, MALFORMED],
  ['RFC 7519 §7.2: claims that are no JSON', text('no JSON'), OBJECT_CODE, MALFORMED],
  ['RFC 7519 §7.2: claims that are a list', text('[]'), OBJECT_CODE, MALFORMED],
  ['RFC 7519 §7.2: claims that are null', text('null'), OBJECT_CODE, MALFORMED],
  [
    'RFC 8725 §3.11: an access token’s type',
    header({ typ: 'at+jwt' }),
    OBJECT_CODE,
    'request-object-type-wrong',
  ],
  [
    'RFC 8725 §3.11: a DPoP proof’s type',
    header({ typ: 'dpop+jwt' }),
    OBJECT_CODE,
    'request-object-type-wrong',
  ],
  [
    'RFC 7515 §5.2: a signature that was altered',
    (at) => altered(at, ([head = '', body = '', tail = '']) => [head, body, `AAAA${tail.slice(4)}`]),
    OBJECT_CODE,
    SIGNATURE,
  ],
  [
    'RFC 7515 §5.2: claims that were altered',
    (at) =>
      altered(at, ([head = '', , tail = '']) => [head, encoded({ ...OBJECT, scope: 'openid email' }), tail]),
    OBJECT_CODE,
    SIGNATURE,
  ],
  [
    'RFC 7515 §5.2: no signature',
    (at) => altered(at, ([a = '', b = '']) => [a, b, '']),
    OBJECT_CODE,
    SIGNATURE,
  ],
  [
    'RFC 7515 §4.1.11: an extension that must be understood',
    ({ rp }) =>
      altered({ rp } as Scene, ([, b = '', c = '']) => [encoded({ alg: 'ES256', crit: ['x'], x: 1 }), b, c]),
    OBJECT_CODE,
    SIGNATURE,
  ],
  ['RFC 9101 §6.2: another client’s key', ({ stranger }) => stranger.sign(), OBJECT_CODE, SIGNATURE],
  [
    'RFC 7515 §4.1.4: a kid that the client does not have',
    header({ kid: 'k2' }),
    OBJECT_CODE,
    'client-key-unknown',
  ],
  [
    'RFC 9101 §6.2: a client without keys',
    claims({ iss: 'keyless', client_id: 'keyless' }),
    OBJECT_CODE,
    'client-key-unknown',
    { client_id: 'keyless' },
  ],
  ['RFC 9101 §4: another iss', claims({ iss: 'stranger' }), OBJECT_CODE, 'request-object-issuer-wrong'],
  [
    'RFC 9101 §4: another aud',
    claims({ aud: 'https://other.example' }),
    OBJECT_CODE,
    'request-object-audience-wrong',
  ],
  [
    'RFC 9101 §4: auds without ours',
    claims({ aud: ['https://other.example', 'rp'] }),
    OBJECT_CODE,
    'request-object-audience-wrong',
  ],
  ['RFC 9101 §4: an aud that is no text', claims({ aud: 1 }), OBJECT_CODE, 'request-object-audience-wrong'],
  [
    'RFC 9101 §4: the aud of another tenant',
    claims({ aud: OBJECT.aud.replace('default', 'other') }),
    OBJECT_CODE,
    'request-object-audience-wrong',
  ],
  ['RFC 7519 §4.1.4: expired', claims({ exp: START }), OBJECT_CODE, 'request-object-expired'],
  [
    'RFC 7519 §4.1.4: an exp that is a text',
    claims({ exp: String(START + 60) }),
    OBJECT_CODE,
    'request-object-expired',
  ],
  [
    'RFC 7519 §4.1.5: not valid for a minute',
    claims({ nbf: START + 61 }),
    OBJECT_CODE,
    'request-object-too-early',
  ],
  ['RFC 7519 §4.1.5: an nbf that is a text', claims({ nbf: 'now' }), OBJECT_CODE, 'request-object-too-early'],
  [
    'RFC 7519 §4.1.6: made in the future',
    claims({ iat: START + 61 }),
    OBJECT_CODE,
    'request-object-from-the-future',
  ],
  ['RFC 9101 §10.8: a client assertion', claims({ sub: 'rp' }), OBJECT_CODE, 'request-object-is-assertion'],
  [
    'RFC 9101 §5: another client_id',
    claims({ client_id: 'stranger' }),
    OBJECT_CODE,
    'request-object-client-differs',
  ],
  ['RFC 9101 §4: request inside', claims({ request: 'x' }), OBJECT_CODE, 'request-object-nested'],
  [
    'RFC 9101 §4: request_uri inside',
    claims({ request_uri: 'https://x' }),
    OBJECT_CODE,
    'request-object-nested',
  ],
  [
    'RFC 9101 §5: no client_id, in a request of OAuth alone',
    claims({ client_id: undefined }),
    OBJECT_CODE,
    'request-object-client-missing',
    { scope: undefined },
  ],
  [
    'Core §6.1: another response_type outside',
    claims({ response_type: 'code id_token' }),
    'invalid_request',
    'request-object-response-type-differs',
  ],
  [
    'Core §6: both at once',
    claims({}),
    'invalid_request',
    'request-and-request-uri',
    { request_uri: 'https://x' },
  ],
  ['RFC 9126 §6: not pushed', claims({}), 'invalid_request', 'push-required', { client_id: 'pushes' }],
  // What the object says is held to the rules of every request.
  ['Core §3.1.2.1: a prompt in it', claims({ prompt: 'now' }), 'invalid_request', 'prompt-unsupported'],
  [
    'Core §3.1.2.1: prompt=none with others in it',
    claims({ prompt: 'none login' }),
    'invalid_request',
    'prompt-none-with-others',
  ],
  ['Core §3.1.2.1: a max_age in it', claims({ max_age: -1 }), 'invalid_request', 'max-age-malformed'],
  [
    'RFC 6749 §3.1: a list for a text in it',
    claims({ scope: ['openid', 'email'] }),
    'invalid_request',
    'parameter-repeated',
  ],
  [
    'RFC 7636 §4.3: a plain challenge in it',
    claims({ code_challenge: 'x' }),
    'invalid_request',
    'code-challenge-method',
  ],
  [
    'Core §7.2.1: a registration in it',
    claims({ registration: { a: 1 } }),
    'registration_not_supported',
    'parameter-not-offered',
  ],
]

const sentOf = (parameters: Record<string, string | undefined>): Sent =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

const send = ({ browser }: Scene, sent: Sent) =>
  browser.send({ url: `/api/oidc/default/authorize?${new URLSearchParams(sent)}` })

t.test(
  'Requests by value: what is wrong goes to the client, at the address that stands outside',
  async (t) => {
    const at = await scene()
    for (const [title, request, code, rule, beside] of ROWS) {
      const reply = await send(at, sentOf({ ...BESIDE, ...beside, request: await request(at) }))
      t.equal(reply.statusCode, 303, title)
      t.ok(String(reply.headers.location).startsWith(`${REDIRECT_URI}?`), title)
      const { error, state, iss, session_state: _, ...others } = answerOf(reply)
      t.same({ error, iss }, { error: code, iss: at.server.issuer }, title)
      t.match(state, /^(out|in)side$/, title)
      t.same(Object.keys(others), ['error_description'], title)
      t.match(at.server.notices.at(-1), { flow: 'authorize', step: 'refused', rule }, title)
    }
  },
)

t.test('RFC 6749 §4.1.2.1: without an address that can be trusted it is a page', async (t) => {
  const at = await scene()
  const evil = 'https://evil.example/'
  const rows: readonly Row[] = [
    ['no redirect_uri outside', () => unsigned(), OBJECT_CODE, ALGORITHM, { redirect_uri: undefined }],
    ['an unregistered one outside', () => unsigned(), OBJECT_CODE, ALGORITHM, { redirect_uri: evil }],
    [
      'an unregistered one inside',
      claims({ redirect_uri: evil }),
      'invalid_request',
      'redirect-uri-unregistered',
    ],
    [
      'none at all, in a request for openid',
      claims({ redirect_uri: undefined }),
      'invalid_request',
      'redirect-uri-missing',
      { redirect_uri: undefined },
    ],
    ['an unknown client', claims({}), 'unauthorized_client', 'client-unknown', { client_id: 'nobody' }],
    ['a locked client', claims({}), 'unauthorized_client', 'client-locked', { client_id: 'locked' }],
    [
      'RFC 9101 §5: no client_id outside',
      claims({}),
      'invalid_request',
      'parameter-missing',
      { client_id: undefined },
    ],
  ]
  for (const [title, request, code, rule, beside] of rows) {
    const reply = await send(at, sentOf({ ...BESIDE, ...beside, request: await request(at) }))
    t.equal(reply.statusCode, 400, title)
    t.match(reply.body, `data-error="${code}"`, title)
    t.notOk('location' in reply.headers, title)
    t.match(at.server.notices.at(-1), { rule }, title)
  }
})

t.test('RFC 6749 §3.1: request and request_uri come once', async (t) => {
  const at = await scene()
  for (const name of ['request', 'request_uri']) {
    const query = `${new URLSearchParams(BESIDE)}&${name}=a&${name}=b`
    const reply = await at.browser.send({ url: `/api/oidc/default/authorize?${query}` })
    t.match(answerOf(reply), { error: 'invalid_request', state: 'outside' })
    t.match(at.server.notices.at(-1), { rule: 'parameter-repeated', sent: name })
  }
})

t.test('RFC 9101 §10.5: a client that always signs sends nothing plain', async (t) => {
  const at = await scene()
  const reply = await send(at, { ...BESIDE, client_id: 'signs' })
  t.match(answerOf(reply), { error: 'invalid_request', state: 'outside' })
  t.match(at.server.notices.at(-1), { rule: 'request-object-required' })
})

type ByReference = readonly [title: string, request_uri: string, code: string, rule: string]

t.test('Requests by reference: what is wrong goes to the client likewise', async (t) => {
  const at = await scene()
  const { uri } = at.documents
  const URI_CODE = 'invalid_request_uri'
  const NOT_FETCHED = 'request-uri-not-fetched'
  const rows: readonly (readonly [...ByReference, answer?: Parameters<KeyServer['answer']>[0]])[] = [
    ['RFC 9101 §10.4: not registered', 'https://evil.example/o', URI_CODE, 'request-uri-unregistered'],
    ['RFC 9101 §10.4: registered but for its query', `${uri}?a`, URI_CODE, 'request-uri-unregistered'],
    ['RFC 9101 §10.4: registered but for its path', `${uri}/a`, URI_CODE, 'request-uri-unregistered'],
    ['RFC 9101 §5.2: no address', 'object', URI_CODE, 'request-uri-unregistered'],
    ['RFC 9101 §5.2: a file', 'file:///etc/passwd', URI_CODE, 'request-uri-unregistered'],
    ['RFC 9101 §5.2: data', 'data:text/plain,x', URI_CODE, 'request-uri-unregistered'],
    ['RFC 9101 §5.2: a URN of nobody', 'urn:example:1', URI_CODE, 'request-uri-unregistered'],
    ['RFC 9101 §10.4.1: a private address', 'https://10.0.0.1/private', URI_CODE, NOT_FETCHED],
    ['RFC 9101 §5.2.3: nothing there', 'http://127.0.0.2/unreachable', URI_CODE, NOT_FETCHED],
    ['RFC 9101 §5.2.3: 404', uri, URI_CODE, NOT_FETCHED, (_, reply) => reply.writeHead(404).end()],
    ['RFC 9101 §5.2.3: 500', uri, URI_CODE, NOT_FETCHED, (_, reply) => reply.writeHead(500).end()],
    ['RFC 9101 §5.2.3: 204', uri, URI_CODE, NOT_FETCHED, (_, reply) => reply.writeHead(204).end()],
    [
      'RFC 9101 §10.4.1: somewhere else',
      uri,
      URI_CODE,
      NOT_FETCHED,
      (_, reply) => reply.writeHead(302, { location: 'http://127.0.0.1/' }).end(),
    ],
    [
      'RFC 9101 §10.4.1: more than anybody asks for',
      uri,
      URI_CODE,
      NOT_FETCHED,
      (_, reply) => reply.end('x'.repeat(16 * 1024 + 1)),
    ],
    ['RFC 9101 §6: no object there', uri, OBJECT_CODE, MALFORMED, (_, reply) => reply.end('<html>')],
    ['RFC 9101 §6: nothing in it', uri, OBJECT_CODE, MALFORMED, (_, reply) => reply.end()],
    ['RFC 9101 §10.1: alg none there', uri, OBJECT_CODE, ALGORITHM, (_, reply) => reply.end(unsigned())],
  ]
  for (const [title, request_uri, code, rule, answer] of rows) {
    if (answer) at.documents.answer(answer)
    const reply = await send(at, { ...BESIDE, request_uri })
    t.match(answerOf(reply), { error: code, state: 'outside', iss: at.server.issuer }, title)
    t.notOk('code' in answerOf(reply), title)
    t.match(at.server.notices.at(-1), { rule }, title)
  }
})
