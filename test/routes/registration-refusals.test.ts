/**
 * Wrong requests of clients that register themselves, one for each rule: each is answered with its own code, gives nothing
 * away and leaves everything as it was.
 */
import type { Response } from 'light-my-request'
import t, { type Test } from 'tap'
import { listClients } from '../../src/store/clients.ts'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { type DocumentServer, documentServer, REACHES_DOCUMENTS } from '../helpers/document-server.ts'
import { startServer, type TestServer } from '../helpers/fixtures.ts'
import { bearer } from '../helpers/given.ts'
import {
  CALLBACK,
  configuring,
  givenRegistrationToken,
  type Information,
  openRegistration,
  registered,
  registering,
  WEB_CLIENT,
} from '../helpers/registration.ts'

type Body = Readonly<Record<string, unknown>>
type Row = readonly [name: string, body: unknown, code: string, description?: RegExp]

const uris = (...redirect_uris: unknown[]): Body => ({ ...WEB_CLIENT, redirect_uris })
const stated = (changes: Body): Body => ({ ...WEB_CLIENT, ...changes })
const implicit = (uri: string): Body => ({
  redirect_uris: [uri],
  grant_types: ['implicit'],
  response_types: ['id_token'],
})
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const ES256_PRIVATE = { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', d: 'x' }

const REDIRECT = 'invalid_redirect_uri'
const METADATA = 'invalid_client_metadata'

const BODIES: readonly Row[] = [
  ['RFC 7591 §3.1: no JSON', '{"redirect_uris":', 'invalid_request'],
  ['RFC 7591 §3.1: a list', [WEB_CLIENT], 'invalid_request'],
  ['RFC 7591 §3.1: a text', '"x"', 'invalid_request'],
  ['RFC 7591 §2: no redirect_uris', { client_name: 'X' }, REDIRECT, /missing/],
  ['RFC 7591 §2: redirect_uris null', { redirect_uris: null }, REDIRECT, /missing/],
  ['RFC 7591 §2: empty redirect_uris', uris(), REDIRECT, /missing/],
  ['RFC 7591 §2: redirect_uris no list', { redirect_uris: CALLBACK }, REDIRECT, /list/],
  ['RFC 7591 §2: a number among redirect_uris', uris(CALLBACK, 7), REDIRECT, /list/],
  ['RFC 7591 §2.1: none for implicit', { grant_types: ['implicit'], response_types: ['id_token'] }, REDIRECT],
  ['RFC 6749 §3.1.2: a fragment', uris(`${CALLBACK}#x`), REDIRECT, /fragment/],
  ['RFC 6749 §3.1.2: an empty fragment', uris(`${CALLBACK}#`), REDIRECT, /fragment/],
  ['RFC 6749 §3.1.2: relative', uris('/callback'), REDIRECT, /absolute/],
  ['RFC 6749 §3.1.2: no address at all', uris('https://'), REDIRECT, /absolute/],
  ['RFC 9700 §4.1.3: a pattern', uris('https://*.example/cb'), REDIRECT, /byte for byte/],
  ['RFC 3986 §3.2.1: a password', uris('https://a:b@app.example/cb'), REDIRECT, /password/],
  ['RFC 9700 §2.6: plain http', uris('http://app.example/cb'), REDIRECT, /https/],
  ['RFC 8252 §8.4: a scheme of an application, for the web', uris('com.example.app:/cb'), REDIRECT, /native/],
  [
    'RFC 8252 §8.4: a scheme without a dot',
    { ...uris('app:/cb'), application_type: 'native' },
    REDIRECT,
    /dot/,
  ],
  ['RFC 9700 §4.1.3: javascript', { ...uris('javascript:alert(1)'), application_type: 'native' }, REDIRECT],
  ['RFC 9700 §4.1.3: data', uris('data:text/html,x'), REDIRECT],
  ['Registration §2: implicit at http', implicit('http://127.0.0.1/cb'), REDIRECT, /https/],
  ['Registration §2: implicit at localhost', implicit('https://localhost/cb'), REDIRECT, /localhost/],
  ['RFC 7591 §5: one too long', uris(`https://app.example/${'x'.repeat(2000)}`), REDIRECT, /2000/],
  [
    'RFC 7591 §5: too many',
    uris(...Array.from({ length: 51 }, (_, each) => `${CALLBACK}/${each}`)),
    REDIRECT,
    /50/,
  ],
  ['RFC 7591 §2: one twice', uris(CALLBACK, CALLBACK), METADATA],
  ['RFC 7591 §2: an unknown grant', stated({ grant_types: ['password'] }), METADATA, /grant_types/],
  ['RFC 7591 §2: grant_types no list', stated({ grant_types: 'authorization_code' }), METADATA],
  ['RFC 7591 §2: no list, and nowhere to go', { grant_types: 'authorization_code' }, METADATA],
  ['RFC 7591 §2: response_types no list', stated({ response_types: 'code' }), METADATA],
  [
    'RFC 7591 §5: one that acts for itself, which nobody vouched for',
    { grant_types: ['client_credentials'] },
    METADATA,
    /initial access token/,
  ],
  [
    'RFC 7591 §5: one that would exchange tokens, which nobody vouched for',
    stated({ grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:token-exchange'] }),
    METADATA,
    /initial access token/,
  ],
  ['RFC 7591 §2: an unknown response type', stated({ response_types: ['token'] }), METADATA],
  ['RFC 7591 §2.1: code without its grant', stated({ grant_types: ['refresh_token'] }), METADATA],
  ['RFC 7591 §2.1: the grant without code', stated({ response_types: [] }), METADATA, /do not agree/],
  ['RFC 7591 §2.1: id_token without its grant', stated({ response_types: ['id_token'] }), METADATA],
  ['RFC 7591 §2: an unknown method', stated({ token_endpoint_auth_method: 'tls_magic' }), METADATA],
  ['RFC 7591 §2: a name that is none', stated({ client_name: 7 }), METADATA, /client_name/],
  ['RFC 7591 §2: an empty name', stated({ client_name: '' }), METADATA],
  ['RFC 7591 §2.2: an empty name in German', stated({ 'client_name#de': '' }), METADATA],
  ['RFC 7591 §2.2: terms in German nowhere', stated({ 'tos_uri#de': 'agb.html' }), METADATA],
  ['RFC 7591 §2: client_uri nowhere', stated({ client_uri: 'app.example' }), METADATA],
  ['RFC 7591 §2: logo_uri as data', stated({ logo_uri: 'data:image/png;base64,AA' }), METADATA],
  ['RFC 7591 §2: policy_uri as a script', stated({ policy_uri: 'javascript:alert(1)' }), METADATA],
  ['RFC 7591 §2: tos_uri in a list', stated({ tos_uri: ['https://app.example'] }), METADATA],
  ['RFC 7591 §2: contacts no list', stated({ contacts: 'ops@app.example' }), METADATA],
  ['RFC 7591 §2: jwks beside jwks_uri', stated({ jwks: { keys: [] }, jwks_uri: CALLBACK }), METADATA],
  ['RFC 7591 §2: a private key', stated({ jwks: { keys: [ES256_PRIVATE] } }), METADATA, /public/],
  ['RFC 7591 §2: jwks no key set', stated({ jwks: [] }), METADATA],
  ['RFC 7591 §2: jwks_uri as a file', stated({ jwks_uri: 'file:///etc/passwd' }), METADATA],
  ['RFC 7591 §2: scope no text', stated({ scope: ['openid'] }), METADATA],
  ['Registration §2: an unknown application_type', stated({ application_type: 'tv' }), METADATA],
  ['Registration §2: an unknown subject_type', stated({ subject_type: 'secret' }), METADATA],
  ['Registration §2: alg none', stated({ id_token_signed_response_alg: 'none' }), METADATA],
  ['Registration §2: a negative default_max_age', stated({ default_max_age: -1 }), METADATA],
  ['Registration §2: default_max_age as text', stated({ default_max_age: '60' }), METADATA],
  [
    'Core §4: initiate_login_uri at http',
    stated({ initiate_login_uri: 'http://app.example' }),
    METADATA,
    /https/,
  ],
  ['Core §4: initiate_login_uri no text', stated({ initiate_login_uri: 7 }), METADATA],
  ['Core §4: initiate_login_uri with a fragment', stated({ initiate_login_uri: `${CALLBACK}#` }), METADATA],
  [
    'RP-Initiated Logout §3.1: an address nowhere',
    stated({ post_logout_redirect_uris: ['/bye'] }),
    METADATA,
    /post_logout/,
  ],
  [
    'Core §8.1: pairwise over two hosts',
    { ...uris(CALLBACK, 'https://b.example/cb'), subject_type: 'pairwise' },
    METADATA,
    /sector_identifier_uri/,
  ],
  [
    'Registration §5: sector_identifier_uri at http',
    stated({ sector_identifier_uri: 'http://a.example/s' }),
    METADATA,
  ],
  [
    'RFC 7591 §2.3: a statement of noise',
    stated({ software_statement: 'a.b.c' }),
    'invalid_software_statement',
  ],
  [
    'RFC 7591 §2.3: a statement that is none',
    stated({ software_statement: 'x.y' }),
    'invalid_software_statement',
  ],
  [
    'RFC 7591 §2.3: a statement of four parts',
    stated({ software_statement: 'a.b.c.d' }),
    'invalid_software_statement',
  ],
  [
    'RFC 7591 §2.3: a statement that is a list',
    stated({ software_statement: [] }),
    'invalid_software_statement',
  ],
  [
    'RFC 7591 §2.3: a statement with no claims',
    stated({ software_statement: `${encoded({ alg: 'none' })}.${encoded([])}.` }),
    'invalid_software_statement',
  ],
  [
    'RFC 7591 §2.3: a statement of somebody',
    stated({ software_statement: `${encoded({ alg: 'RS256' })}.${encoded({ iss: 'x' })}.AA` }),
    'unapproved_software_statement',
    /approved/,
  ],
]

/** A description in the characters of RFC 6749 §5.2, and nothing that could be used. */
function isRefused(t: Test, reply: Response, status: number, code: string, description = /./): void {
  t.equal(reply.statusCode, status)
  t.match(reply.headers, { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' })
  const { error, error_description, ...rest } = reply.json()
  t.equal(error, code)
  t.match(error_description, description)
  t.match(error_description, /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
  t.same(rest, {})
}

const countClients = async ({ db }: TestServer) =>
  (await db.all(listClients, { tenant_id: 'default' })).length

t.test('RFC 7591 §3.2.2: what cannot be registered', async (t) => {
  const server = await startServer(t)
  await openRegistration(server, { client_registrations_a_day: 1_000_000 })
  for (const [name, body, code, description] of BODIES) {
    await t.test(name, async (t) => {
      isRefused(t, await registering(server, body), 400, code, description)
      t.equal(await countClients(server), 0)
    })
  }
})

t.test('RFC 7592 §2.2: nor does a registration become it', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const told = await registered(server)
  const before = (await configuring(server, 'GET', told)).json()
  for (const [name, body, code, description] of BODIES) {
    if (Array.isArray(body) || typeof body !== 'object') continue
    await t.test(name, async (t) => {
      const reply = await configuring(server, 'PUT', told, { ...body, client_id: told.client_id })
      isRefused(t, reply, 400, code, description)
    })
  }
  t.same((await configuring(server, 'GET', told)).json(), before, 'it stays as it was, and its token too')
})

t.test('RFC 7591 §3: who may not register', async (t) => {
  const server = await startServer(t)
  const isChallenged = (t: Test, reply: Response, challenge: RegExp) =>
    t.match(reply.headers['www-authenticate'], challenge)
  await t.test('where an administrator registers', async (t) => {
    isRefused(t, await registering(server), 403, 'access_denied', /administrator/)
    const token = await givenRegistrationToken(server)
    isRefused(t, await registering(server, WEB_CLIENT, bearer(token)), 403, 'access_denied')
  })
  await openRegistration(server, { client_registration: 'token' })
  const token = await givenRegistrationToken(server)
  const foreign = await givenRegistrationToken(server, 1, 'other')
  const forged = Buffer.from(token, 'base64url')
  forged[47] = Number(forged[47]) ^ 1
  const wrong = {
    'of another tenant': foreign,
    'of nobody': Buffer.alloc(48, 1).toString('base64url'),
    'with another secret': forged.toString('base64url'),
    'that is none': 'abc',
  }
  await t.test('RFC 6750 §3: without a token', async (t) => {
    const reply = await registering(server)
    isRefused(t, reply, 401, 'invalid_token')
    isChallenged(t, reply, /^Bearer$/)
  })
  for (const [name, sent] of Object.entries(wrong)) {
    await t.test(`RFC 6750 §3.1: with a token ${name}`, async (t) => {
      const reply = await registering(server, WEB_CLIENT, bearer(sent))
      isRefused(t, reply, 401, 'invalid_token')
      isChallenged(t, reply, /^Bearer error="invalid_token"/)
    })
  }
  await t.test('RFC 6750 §2.1: with a header that holds no token', async (t) => {
    const authorization = 'Bearer a b'
    isRefused(t, await registering(server, WEB_CLIENT, { authorization }), 400, 'invalid_request')
  })
  await t.test('RFC 6750 §2.2: with the token in the body', async (t) => {
    isRefused(t, await registering(server, stated({ access_token: token })), 401, 'invalid_token')
  })
  await t.test('RFC 7591 §3: with a token that has ended', async (t) => {
    server.clock.seconds += 3600
    isRefused(t, await registering(server, WEB_CLIENT, bearer(token)), 401, 'invalid_token')
  })
  await openRegistration(server)
  await t.test('RFC 7591 §3: with a wrong token where none is needed', async (t) => {
    isRefused(t, await registering(server, WEB_CLIENT, bearer('abc')), 401, 'invalid_token')
  })
  await t.test('RFC 7591 §5: a form', async (t) => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    isRefused(t, await registering(server, 'redirect_uris=x', form), 400, 'invalid_request')
  })
  await t.test('Discovery §3: at no issuer', async (t) => {
    isRefused(t, await registering(server, WEB_CLIENT, {}, 'nowhere'), 400, 'invalid_request')
  })
  t.equal(await countClients(server), 0)
})

t.test('RFC 7592 §2: who may not read, change or delete a registration', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const told = await registered(server)
  const another = await registered(server)
  const body = { ...WEB_CLIENT, client_id: told.client_id }
  const wrong: Record<string, Partial<Information>> = {
    'with the token of another': { registration_access_token: another.registration_access_token },
    'with a token of nobody': { registration_access_token: 'x'.repeat(43) },
    'at the address of another': { registration_client_uri: another.registration_client_uri },
    'at an address of nobody': { registration_client_uri: `${server.issuer}/register/nobody` },
    'at another tenant': {
      registration_client_uri: told.registration_client_uri.replace('/default/', '/other/'),
    },
    'with its secret for a token': { registration_access_token: String(told.client_secret) },
  }
  for (const method of ['GET', 'PUT', 'DELETE'] as const) {
    const sent = method === 'PUT' ? body : undefined
    for (const [name, changes] of Object.entries(wrong)) {
      await t.test(`${method} ${name}`, async (t) => {
        const reply = await configuring(server, method, { ...told, ...changes }, sent)
        isRefused(t, reply, 401, 'invalid_token')
        t.match(reply.headers['www-authenticate'], /^Bearer error="invalid_token"/)
      })
    }
    await t.test(`${method} without a token`, async (t) => {
      const url = told.registration_client_uri.replace('http://localhost:3000', '')
      const reply = await server.app.inject({ method, url, ...(sent ? { payload: sent } : {}) })
      isRefused(t, reply, 401, 'invalid_token')
      t.equal(reply.headers['www-authenticate'], 'Bearer')
    })
  }
  for (const [name, changes, description] of [
    ['without client_id', { client_id: undefined }, /client_id/],
    ['with the client_id of another', { client_id: another.client_id }, /client_id/],
    ['with another secret', { client_secret: 'chosen' }, /client_secret/],
    ['with a secret that is no text', { client_secret: 7 }, /client_secret/],
    ['with its token', { registration_access_token: told.registration_access_token }, /leave it out/],
    ['with its address', { registration_client_uri: told.registration_client_uri }, /leave it out/],
    ['with the time it was issued', { client_id_issued_at: 1 }, /leave it out/],
    ['with the end of its secret', { client_secret_expires_at: 0 }, /leave it out/],
    ['with a list for a body', [], /form/],
  ] as const) {
    await t.test(`RFC 7592 §2.2: PUT ${name}`, async (t) => {
      const sent = Array.isArray(changes) ? changes : { ...body, ...changes }
      const code = Array.isArray(changes) ? 'invalid_request' : METADATA
      isRefused(t, await configuring(server, 'PUT', told, sent), 400, code, description)
    })
  }
  await t.test('RFC 7592 §2.1: one that is locked', async (t) => {
    await server.db.execute(`UPDATE client SET locked = 1 WHERE client_id = '${another.client_id}'`)
    await server.db.run(bumpConfigVersion, {})
    isRefused(t, await configuring(server, 'GET', another), 403, 'access_denied')
  })
  t.equal((await configuring(server, 'GET', told)).statusCode, 200, 'nothing was changed')
})

/** By name, by number, and by other ways to write the same. */
const PRIVATE_ADDRESSES = [
  'https://127.0.0.1/s',
  'https://127.1/s',
  'https://2130706433/s',
  'https://[::1]/s',
  'https://[::ffff:127.0.0.1]/s',
  'https://10.0.0.1/s',
  'https://172.16.0.1/s',
  'https://192.168.1.1/s',
  'https://169.254.169.254/latest/meta-data',
  'https://[fe80::1]/s',
  'https://[fd00::1]/s',
  'https://0.0.0.0/s',
  'https://localhost/s',
  'https://localhost./s',
  'https://user:secret@app.example/s',
]

const SECTORED = { ...WEB_CLIENT, subject_type: 'pairwise' }

t.test('RFC 7591 §5: no private address is asked for a sector', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  for (const sector_identifier_uri of PRIVATE_ADDRESSES) {
    await t.test(sector_identifier_uri, async (t) => {
      const reply = await registering(server, { ...SECTORED, sector_identifier_uri })
      isRefused(t, reply, 400, METADATA, /^sector_identifier_uri could not be fetched\.$/)
      t.equal(await countClients(server), 0)
    })
  }
})

type Telling = (documents: DocumentServer) => void

const SECTORS: Readonly<Record<string, readonly [Telling, RegExp]>> = {
  'that does not list the redirect URI': [({ tell }) => tell([`${CALLBACK}/`]), /every one/],
  'that is an object': [({ tell }) => tell({ redirect_uris: [CALLBACK] }), /no JSON list/],
  'that is no JSON': [({ answer }) => answer((_, reply) => reply.end('<html>')), /no JSON list/],
  'that is not there': [({ answer }) => answer((_, reply) => reply.writeHead(404).end('[]')), /fetched/],
  'that is elsewhere': [
    ({ answer }) =>
      answer((_, reply) => reply.writeHead(302, { location: 'https://169.254.169.254/' }).end()),
    /fetched/,
  ],
  'without end': [({ answer }) => answer((_, reply) => reply.end(' '.repeat(70_000))), /fetched/],
}

t.test('Registration §5: a sector is listed by a document', async (t) => {
  const server = await startServer(t, REACHES_DOCUMENTS)
  await openRegistration(server)
  const documents = await documentServer(t)
  const sectored = { ...SECTORED, sector_identifier_uri: `${documents.origin}/sector.json` }
  for (const [name, [telling, description]] of Object.entries(SECTORS)) {
    await t.test(name, async (t) => {
      telling(documents)
      isRefused(t, await registering(server, sectored), 400, METADATA, description)
      t.equal(await countClients(server), 0)
    })
  }
  documents.tell(['https://b.example/cb', CALLBACK])
  t.match(await registered(server, sectored), sectored, 'one that lists it is taken')
  t.equal(documents.asked.at(-1), '/sector.json')
  const machine = { ...sectored, redirect_uris: null, grant_types: ['client_credentials'] }
  const vouched = await registering(server, machine, bearer(await givenRegistrationToken(server)))
  t.equal(vouched.statusCode, 201, 'one that sends nobody back has nothing to be listed')
})
