import { randomUUID } from 'node:crypto'
import { CompactSign, type JWTPayload, SignJWT } from 'jose'
import t from 'tap'
import { authenticateClient } from '../../../src/domain/clients/client-authentication.ts'
import { registerClient, updateClient } from '../../../src/domain/clients/client-registration.ts'
import { assertionOf, type ClientKey, clientKey, signedBy } from '../../helpers/client-key.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import { givenClient, SECRET } from '../../helpers/given.ts'

const es256 = await clientKey('ES256', { kid: 'a' })
const ISSUER = 'http://localhost:3000/api/oidc/default'

/** What an assertion of `rp` says, with what is told instead; undefined leaves one out. */
const claimsOf = (instead: Readonly<Record<string, unknown>> = {}): JWTPayload => ({
  iss: 'rp',
  sub: 'rp',
  aud: ISSUER,
  exp: START + 60,
  iat: START,
  jti: randomUUID(),
  ...instead,
})

const signs = (...keys: ClientKey[]) => ({
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: keys.map(({ jwk }) => jwk) },
})

async function serverWith(metadata: Record<string, unknown>, more: object = {}) {
  const server = await startServer(t)
  await givenClient(server, { metadata, ...more })
  return server
}

/** How an assertion was received: by the method, or by the refusal and its rule. */
async function received(
  server: TestServer,
  jwt: string,
  { endpoint, beside = {}, basic }: { endpoint?: string; beside?: object; basic?: object } = {},
): Promise<string> {
  const parameters = { ...assertionOf(jwt), ...beside }
  const credentials = { basic: basic as undefined, parameters }
  return authenticateClient(await server.tenant(), credentials, endpoint).then(
    ({ client, method }) => `${client.client_id} by ${method}`,
    ({ code, reason }) => `${code} ${reason}`,
  )
}

t.test('OpenID Connect Core §9: a client signs with its key, by each algorithm', async (t) => {
  for (const alg of ['RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA']) {
    const key = await clientKey(alg)
    const server = await serverWith(signs(key))
    t.equal(await received(server, await signedBy(key, claimsOf())), 'rp by private_key_jwt', alg)
  }
})

t.test('RFC 7523 §3: issuer, token endpoint or the endpoint that is called are its audience', async (t) => {
  const server = await serverWith(signs(es256))
  const said = async (aud: unknown, endpoint?: string) =>
    received(server, await signedBy(es256, claimsOf({ aud })), endpoint === undefined ? {} : { endpoint })
  const right = 'rp by private_key_jwt'
  const wrong = 'invalid_client assertion-audience-wrong'
  t.equal(await said(ISSUER), right)
  t.equal(await said(`${ISSUER}/token`), right)
  t.equal(await said([`${ISSUER}/token`]), right)
  t.equal(await said(['https://else.example', ISSUER]), right)
  t.equal(await said(`${ISSUER}/token`, '/revoke'), right)
  t.equal(await said(`${ISSUER}/revoke`, '/revoke'), right)
  t.equal(await said(`${ISSUER}/revoke`), wrong)
  t.equal(await said(`${ISSUER}/`), wrong)
  t.equal(await said('http://localhost:3000/api/oidc/other'), wrong)
  t.equal(await said([]), wrong)
  t.equal(await said(undefined), wrong)
})

t.test(
  'RFC 7523 §3: an assertion that says anything else is refused, and which rule is logged',
  async (t) => {
    const server = await serverWith(signs(es256))
    await givenClient(server, { client_id: 'other' })
    const said = async (instead: object) => received(server, await signedBy(es256, claimsOf({ ...instead })))
    const right = 'rp by private_key_jwt'
    t.equal(await said({ iss: 'other' }), 'invalid_client assertion-issuer-wrong')
    t.equal(await said({ iss: undefined }), 'invalid_client assertion-issuer-wrong')
    t.equal(await said({ sub: 'nobody' }), 'invalid_client client-unknown')
    t.equal(await said({ sub: 'other' }), 'invalid_client authentication-method-unregistered')
    t.equal(await said({ sub: undefined }), 'invalid_client client-unnamed')
    t.equal(await said({ sub: 'r\0p' }), 'invalid_client client-unnamed')
    t.equal(await said({ exp: undefined }), 'invalid_client assertion-exp-missing')
    t.equal(await said({ exp: '1800000060' }), 'invalid_client assertion-exp-missing')
    t.equal(await said({ exp: START - 300 }), 'invalid_client assertion-expired')
    t.equal(await said({ exp: START - 10 }), 'invalid_client assertion-expired')
    t.equal(await said({ exp: START - 9 }), right)
    t.equal(await said({ exp: START + 0.5 }), right)
    t.equal(await said({ exp: START + 86_401 }), 'invalid_client assertion-ends-too-late')
    t.equal(await said({ nbf: START + 8 }), right)
    t.equal(await said({ nbf: START + 61 }), 'invalid_client assertion-not-yet-valid')
    t.equal(await said({ nbf: 'soon' }), 'invalid_client assertion-not-yet-valid')
    t.equal(await said({ iat: START + 8, nbf: START + 8 }), right)
    t.equal(await said({ iat: START + 61 }), 'invalid_client assertion-not-yet-valid')
    t.equal(await said({ iat: undefined }), right)
    t.equal(await said({ jti: undefined }), 'invalid_client assertion-jti-missing')
    t.equal(await said({ jti: '' }), 'invalid_client assertion-jti-missing')
  },
)

t.test('RFC 7523 §3: an assertion is taken once, also of twenty at the same time', async (t) => {
  const server = await serverWith(signs(es256))
  const jwt = await signedBy(es256, claimsOf({ jti: 'once' }))
  const all = await Promise.all(Array.from({ length: 20 }, () => received(server, jwt)))
  t.equal(all.filter((each) => each === 'rp by private_key_jwt').length, 1)
  t.equal(all.filter((each) => each === 'invalid_client assertion-replayed').length, 19)
  const wrong = await signedBy(es256, claimsOf({ jti: 'spared', aud: 'x' }))
  await received(server, wrong)
  const right = await signedBy(es256, claimsOf({ jti: 'spared' }))
  t.equal(await received(server, right), 'rp by private_key_jwt', 'a refusal spends nothing')
})

t.test('RFC 7515 §5.2: what the key of the client did not sign is refused', async (t) => {
  const server = await serverWith(signs(es256))
  const stranger = await clientKey('ES256', { kid: 'a' })
  const [header, claims] = (await signedBy(es256, claimsOf())).split('.')
  const critical = await new SignJWT(claimsOf())
    .setProtectedHeader({ alg: 'ES256', kid: 'a', crit: ['x'], x: 1 })
    .sign(es256.private_key, { crit: { x: true } })
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  const refused: [string, string, string][] = [
    ['of another key', await signedBy(stranger, claimsOf()), 'assertion-signature-wrong'],
    ['under an unknown kid', await signedBy({ ...es256, kid: 'b' }, claimsOf()), 'client-key-unknown'],
    ['signed by nobody', `${none}.${claims}.`, 'assertion-algorithm-refused'],
    ['without a signature', `${header}.${claims}.`, 'assertion-signature-wrong'],
    ['with an unknown critical member', critical, 'assertion-signature-wrong'],
    ['with a blank at its end', `${await signedBy(es256, claimsOf())} `, 'assertion-signature-wrong'],
  ]
  for (const [title, jwt, reason] of refused)
    t.equal(await received(server, jwt), `invalid_client ${reason}`, title)
  const beside = { client_id: 'rp' }
  for (const jwt of ['x', 'x.y.z', 'bnVsbA.bnVsbA.', `${header}.e30.`]) {
    t.match(await received(server, jwt, { beside }), /^invalid_client assertion-/, jwt)
  }
  const array = await new CompactSign(new TextEncoder().encode('[]'))
    .setProtectedHeader({ alg: 'ES256', kid: 'a' })
    .sign(es256.private_key)
  t.equal(await received(server, array, { beside }), 'invalid_client assertion-issuer-wrong')
})

t.test('OpenID Connect Registration §2: an algorithm that is registered is the only one', async (t) => {
  const rsa = await clientKey('RS256')
  const metadata = { ...signs(es256, rsa), token_endpoint_auth_signing_alg: 'ES256' }
  const server = await serverWith(metadata)
  t.equal(
    await received(server, await signedBy(rsa, claimsOf())),
    'invalid_client assertion-algorithm-refused',
  )
  t.equal(await received(server, await signedBy(es256, claimsOf())), 'rp by private_key_jwt')
})

t.test('RFC 7521 §4.2: the parameters go together, and one method is used', async (t) => {
  const server = await serverWith(signs(es256))
  const jwt = await signedBy(es256, claimsOf())
  const said = (beside: object, basic?: object) =>
    received(server, jwt, basic ? { beside, basic } : { beside })
  t.equal(await said({ client_assertion_type: 'x' }), 'invalid_client assertion-type-unsupported')
  t.equal(await said({ client_assertion_type: undefined }), 'invalid_request parameter-missing')
  t.equal(await said({ client_assertion: undefined }), 'invalid_request parameter-missing')
  t.equal(await said({ client_id: 'other' }), 'invalid_client client-id-differs')
  t.equal(await said({ client_secret: SECRET }), 'invalid_request authentication-methods-mixed')
  const basic = { client_id: 'rp', client_secret: SECRET }
  t.equal(await said({}, basic), 'invalid_request authentication-methods-mixed')
  t.equal(await said({ client_assertion: [jwt, jwt] }), 'invalid_request parameter-repeated')
  t.equal(await said({ client_id: 'rp' }), 'rp by private_key_jwt', 'and none of it spent the assertion')
})

t.test('OpenID Connect Core §9: a client that is registered for another method does not sign', async (t) => {
  const jwt = await signedBy(es256, claimsOf())
  const unregistered = 'invalid_client authentication-method-unregistered'
  t.equal(await received(await serverWith({ jwks: signs(es256).jwks }), jwt), unregistered)
  t.equal(
    await received(await serverWith({ token_endpoint_auth_method: 'client_secret_jwt' }), jwt),
    unregistered,
  )
  t.equal(await received(await serverWith(signs(es256), { locked: 1 }), jwt), 'invalid_client client-locked')
})

const hmac = (alg: string, secret: string, claims = claimsOf()) =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret))

t.test('OpenID Connect Core §9: a client signs with its secret, by each algorithm', async (t) => {
  const server = await startServer(t)
  const metadata = { token_endpoint_auth_method: 'client_secret_jwt' }
  const stated = { client_id: 'rp', client_type: 'confidential', metadata } as const
  const { client_secret = '' } = await registerClient(await server.tenant(), stated)
  t.ok(client_secret.length >= 64, 'RFC 7518 §3.2: as long as the longest hash')
  for (const alg of ['HS256', 'HS384', 'HS512']) {
    t.equal(await received(server, await hmac(alg, client_secret)), 'rp by client_secret_jwt', alg)
    t.equal(await received(server, await hmac(alg, SECRET)), 'invalid_client assertion-signature-wrong')
  }
  t.equal(
    await received(server, await signedBy(es256, claimsOf())),
    'invalid_client authentication-method-unregistered',
  )
  const restated = { ...metadata, token_endpoint_auth_signing_alg: 'HS512' }
  await updateClient(await server.tenant(), { client_id: 'rp', client_type: undefined, metadata: restated })
  t.equal(
    await received(server, await hmac('HS256', client_secret)),
    'invalid_client assertion-algorithm-refused',
  )
})

t.test('OpenID Connect Core §9: a secret that is kept as a hash alone signs nothing', async (t) => {
  const server = await serverWith({ token_endpoint_auth_method: 'client_secret_jwt' })
  t.equal(await received(server, await hmac('HS256', SECRET)), 'invalid_client client-secret-not-kept')
})
