import t from 'tap'
import { CLAIM_PROFILE, createNamed } from '../../src/domain/claims/named-claims.ts'
import { requireClient, updateClient } from '../../src/domain/clients/client-registration.ts'
import { sweep } from '../../src/domain/retention.ts'
import { sha256 } from '../../src/primitives/digest.ts'
import { findClient } from '../../src/store/clients.ts'
import { startServer } from '../helpers/fixtures.ts'
import { basic, bearer, post } from '../helpers/given.ts'
import {
  CALLBACK,
  configuring,
  givenRegistrationToken,
  openRegistration,
  registered,
  registering,
  WEB_CLIENT,
} from '../helpers/registration.ts'

const JWKS = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] }

t.test(
  'RFC 7591 §3.2.1: a client is told all that is in force, in an answer that nobody keeps',
  async (t) => {
    const server = await startServer(t)
    await openRegistration(server)
    const reply = await registering(server)
    t.equal(reply.statusCode, 201)
    t.match(reply.headers, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'access-control-allow-origin': '*',
    })
    const { client_id, client_secret, registration_access_token, registration_client_uri, ...rest } =
      reply.json()
    t.match(client_id, /^[A-Za-z0-9]{24}$/)
    t.equal(Buffer.from(client_secret, 'base64url').length, 32)
    t.equal(Buffer.from(registration_access_token, 'base64url').length, 32)
    t.equal(registration_client_uri, `${server.issuer}/register/${client_id}`)
    t.match(rest, {
      client_id_issued_at: server.clock.seconds,
      client_secret_expires_at: 0,
      client_name: 'Harbour Notes',
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      application_type: 'web',
      subject_type: 'public',
      id_token_signed_response_alg: 'ES256',
    })
    for (const ours of ['first_party', 'id_token_claims', 'self_registration', 'access_token_ttl']) {
      t.notOk(Object.hasOwn(rest, ours), ours)
    }
  },
)

t.test('RFC 7591 §2: what is known is echoed as it was stated, what is not is ignored', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const stated = {
    ...WEB_CLIENT,
    'client_name#de': 'Hafennotizen',
    'tos_uri#de': 'https://app.example/agb',
    post_logout_redirect_uris: ['https://app.example/bye'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_post',
    application_type: 'web',
    contacts: ['ops@app.example'],
    client_uri: 'https://app.example',
    policy_uri: 'https://app.example/privacy',
    tos_uri: 'https://app.example/terms',
    jwks: JWKS,
    initiate_login_uri: 'https://app.example/login',
    default_max_age: 600,
    subject_type: 'pairwise',
    id_token_signed_response_alg: 'EdDSA',
    software_id: '4NRB1-0XZABZI9E6-5SM3R',
    software_version: '2.1',
  }
  const strange = {
    first_party: true,
    id_token_claims: true,
    access_token_ttl: 1,
    require_auth_time: null,
    x: {},
  }
  const told = await registered(server, {
    ...stated,
    ...strange,
    scope: 'openid email calendar',
    logo_uri: null,
  })
  t.match(told, stated)
  t.equal(told['scope'], 'openid email')
  for (const name of [...Object.keys(strange), 'logo_uri']) t.notOk(Object.hasOwn(told, name), name)
  const row = await server.db.first(findClient, { tenant_id: 'default', client_id: told.client_id })
  t.match(JSON.parse(row?.metadata ?? ''), { first_party: false, id_token_claims: false })
  t.notOk(Object.hasOwn(await registered(server, { ...WEB_CLIENT, scope: 'calendar' }), 'scope'))
})

t.test('RFC 7592 §3: of secret and token the hashes are kept alone', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const { client_id, client_secret = '', registration_access_token } = await registered(server)
  const row = await server.db.first(findClient, { tenant_id: 'default', client_id })
  t.match(row, { origin: 'open', registration_hash: sha256(registration_access_token) })
  for (const secret of [client_secret, registration_access_token]) t.notMatch(JSON.stringify(row), secret)
})

t.test('RFC 7591 §2: a secret for the methods that need one, and for no other', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const secretFor = async (token_endpoint_auth_method: string) => {
    const told = await registered(server, { ...WEB_CLIENT, jwks: JWKS, token_endpoint_auth_method })
    t.equal(Object.hasOwn(told, 'client_secret_expires_at'), told.client_secret !== undefined)
    return told.client_secret
  }
  for (const method of ['client_secret_basic', 'client_secret_post', 'client_secret_jwt']) {
    t.ok(await secretFor(method), method)
  }
  for (const method of ['none', 'private_key_jwt']) t.equal(await secretFor(method), undefined, method)
})

t.test('RFC 8252 §7: an application on a device registers its scheme or a loopback address', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const redirect_uris = ['com.example.app:/callback', 'http://127.0.0.1/cb', 'https://app.example/claimed']
  for (const token_endpoint_auth_method of ['none', 'client_secret_basic']) {
    const native = { redirect_uris, application_type: 'native', token_endpoint_auth_method }
    t.match(await registered(server, native), native)
  }
  const tool = { redirect_uris: ['http://localhost:6274/oauth/callback'], token_endpoint_auth_method: 'none' }
  t.match(
    await registered(server, tool),
    { ...tool, application_type: 'web' },
    'a tool that does not say what it is',
  )
})

t.test('RFC 7591 §3: with an initial access token, as often as it may be used', async (t) => {
  const server = await startServer(t)
  await openRegistration(server, { client_registration: 'token' })
  const token = await givenRegistrationToken(server, 2)
  t.equal(
    (await registering(server, { redirect_uris: [] }, bearer(token))).statusCode,
    400,
    'nothing is used up',
  )
  const machine = { grant_types: ['client_credentials'], client_name: 'Harvester' }
  t.match((await registering(server, machine, bearer(token))).json(), { ...machine, response_types: [] })
  const both = await Promise.all([1, 2, 3].map(() => registering(server, WEB_CLIENT, bearer(token))))
  t.same(both.map(({ statusCode }) => statusCode).sort(), [201, 401, 401])
})

t.test('RFC 6585 §4: anybody may register, but not without end', async (t) => {
  const server = await startServer(t)
  await openRegistration(server, { client_registrations_a_day: 20 })
  for (let each = 0; each < 2; each += 1) await registered(server)
  const refused = await registering(server)
  t.equal(refused.statusCode, 503)
  t.match(refused.json(), { error: 'temporarily_unavailable', error_description: /later/ })
  t.match(server.notices.at(-1), { rule: 'registrations-too-many' })
  t.equal(refused.headers['retry-after'], '3600')
  const token = await givenRegistrationToken(server)
  t.equal(
    (await registering(server, WEB_CLIENT, bearer(token))).statusCode,
    201,
    'who was let in is not limited',
  )
  server.clock.seconds += 3600
  t.ok(await registered(server))
})

t.test('RFC 7592 §2.1: a client reads its registration, and the token stays', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const { client_secret, client_secret_expires_at, ...told } = await registered(server)
  for (let each = 0; each < 2; each += 1) {
    const reply = await configuring(server, 'GET', told)
    t.equal(reply.statusCode, 200)
    t.equal(reply.headers['cache-control'], 'no-store')
    t.same(reply.json(), told)
  }
})

t.test('RFC 6585 §4: a client changes itself, but not without end', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  let held = await registered(server)
  const change = (index = 0) =>
    configuring(server, 'PUT', held, {
      client_id: held.client_id,
      redirect_uris: [`https://app.example/${index}`],
    })
  for (let index = 0; index < 60; index += 1) held = (await change(index)).json()
  const refused = await change()
  t.equal(refused.statusCode, 503)
  t.equal(refused.headers['retry-after'], '3600')
  t.match(server.notices.at(-1), { rule: 'registration-changes-too-many' })
  t.match((await configuring(server, 'GET', held)).json(), { redirect_uris: ['https://app.example/59'] })
  t.match(await registered(server), { redirect_uris: [/./] }, 'nobody else waits')
  server.clock.seconds += 3600
  t.equal((await change()).statusCode, 200)
})

t.test('RFC 7592 §2.2: all that was registered gives way, and so does the token', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const first = await registered(server, { ...WEB_CLIENT, contacts: ['ops@app.example'] })
  const { client_id, client_secret } = first
  const body = { client_id, client_secret, redirect_uris: ['https://app.example/new'] }
  const reply = await configuring(server, 'PUT', first, body)
  t.equal(reply.statusCode, 200)
  const second = reply.json()
  t.match(second, { client_id, redirect_uris: ['https://app.example/new'] })
  for (const gone of ['client_name', 'contacts', 'client_secret']) t.notOk(Object.hasOwn(second, gone), gone)
  t.not(second.registration_access_token, first.registration_access_token)
  t.equal((await configuring(server, 'GET', first)).statusCode, 401)
  t.same((await configuring(server, 'GET', second)).json(), second)
  const asked = { grant_type: 'authorization_code', code: 'x' }
  const answer = await post(server, '/token', asked, basic(client_id, String(client_secret)))
  t.equal(answer.json().error, 'invalid_grant', 'the secret stays')
})

t.test('RFC 7592 §2.2: whom it is for, and what it is told, is not for a client to change', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const told = await registered(server)
  const inside = await server.tenant()
  await createNamed(inside, CLAIM_PROFILE, { id: 'vts', claims: { sub: { from: 'sub', prefix: 'x' } } })
  const decided = { claim_profile: 'vts', assigned_only: true }
  const { client_id } = told
  await updateClient(inside, { client_id, client_type: undefined, metadata: decided })
  const body = { ...WEB_CLIENT, client_id, claim_profile: 'other', assigned_only: false }
  t.equal((await configuring(server, 'PUT', told, body)).statusCode, 200)
  t.match((await requireClient(inside, client_id)).metadata, decided)
})

t.test('RFC 7592 §2.2: of two changes at once one is made', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const told = await registered(server)
  const body = { ...WEB_CLIENT, client_id: told.client_id }
  const replies = await Promise.all([1, 2].map(() => configuring(server, 'PUT', told, body)))
  t.same(replies.map(({ statusCode }) => statusCode).sort(), [200, 401])
})

t.test('RFC 7592 §2.2: who wants a secret then is given one, and who wants none loses it', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  let told = await registered(server)
  const change = async (token_endpoint_auth_method: string) => {
    const body = { ...WEB_CLIENT, client_id: told.client_id, token_endpoint_auth_method }
    told = (await configuring(server, 'PUT', told, body)).json()
    return told.client_secret
  }
  t.equal(await change('none'), undefined)
  const row = await server.db.first(findClient, { tenant_id: 'default', client_id: told.client_id })
  t.match(row, { client_type: 'public', secret_hash: null })
  t.ok(await change('client_secret_post'))
  t.ok(await change('client_secret_jwt'), 'one that it can sign with')
  t.equal(await change('client_secret_jwt'), undefined)
})

t.test('RFC 7592 §2.3: a client that deletes itself is gone, and its token with it', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const told = await registered(server)
  const reply = await configuring(server, 'DELETE', told)
  t.equal(reply.statusCode, 204)
  t.equal(reply.payload, '')
  for (const method of ['GET', 'DELETE'] as const) {
    t.equal((await configuring(server, method, told)).statusCode, 401, method)
  }
  const asked = await post(server, '/token', { grant_type: 'authorization_code', client_id: told.client_id })
  t.equal(asked.json().error, 'invalid_client')
})

t.test('Fetch Standard §3.3: applications in browsers register too', async (t) => {
  const { app } = await startServer(t)
  for (const [path, methods] of [
    ['register', 'POST'],
    ['register/abc', 'GET, PUT, DELETE'],
  ]) {
    const reply = await app.inject({ method: 'OPTIONS', url: `/api/oidc/default/${path}` })
    t.equal(reply.statusCode, 204)
    t.match(reply.headers, { 'access-control-allow-origin': '*', 'access-control-allow-methods': methods })
  }
})

t.test('Retention: a client that nobody vouched for or uses goes after a week', async (t) => {
  const server = await startServer(t)
  await openRegistration(server)
  const told = await registered(server)
  server.clock.seconds += 7 * 86_400 - 1
  t.match(await sweep(server.deps), { client: 0 })
  t.equal((await configuring(server, 'GET', told)).statusCode, 200)
  server.clock.seconds += 1
  t.match(await sweep(server.deps), { client: 1 })
  t.equal((await configuring(server, 'GET', told)).statusCode, 401)
  const asked = await post(server, '/token', { grant_type: 'authorization_code', client_id: told.client_id })
  t.equal(asked.json().error, 'invalid_client', 'no process remembers it')
})
