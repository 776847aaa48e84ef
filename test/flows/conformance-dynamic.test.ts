/**
 * What the certification plans for dynamic registration and for third-party login send, module by module, with the findings
 * that they fail on or warn of.
 */
import { createLocalJWKSet, jwtVerify } from 'jose'
import t, { type Test } from 'tap'
import { rotateSigningKey } from '../../src/domain/keys/key-rotation.ts'
import { sha256 } from '../../src/primitives/digest.ts'
import { assertionOf, clientKey, keySetOf, signedBy } from '../helpers/client-key.ts'
import { documentServer, REACHES_DOCUMENTS } from '../helpers/document-server.ts'
import { configuring, registering } from '../helpers/registration.ts'
import { CALLBACK, SuiteModule, suiteTarget } from '../helpers/suite.ts'

const server = await suiteTarget(t, REACHES_DOCUMENTS)
const documents = await documentServer(t)
/** The suite's own: RS256, and without a name. */
const key = await clientKey('RS256')

const keySet = async () => (await server.app.inject('/api/oidc/default/.well-known/jwks')).json()
const verified = async (jwt: string, audience: string) =>
  jwtVerify(jwt, createLocalJWKSet(await keySet()), {
    issuer: server.issuer,
    audience,
    currentDate: new Date(server.clock.seconds * 1000),
  })

async function checkRefused(t: Test, body: object, error: string) {
  const reply = await registering(server, body)
  t.equal(reply.statusCode, 400)
  t.match(reply.headers['content-type'], /^application\/json/)
  t.match(reply.json(), { error })
}

t.test(
  'Conformance oidcc-idtoken-rs256, oidcc-userinfo-rs256: signed so, and by a key that is named',
  async (t) => {
    const alg = { id_token_signed_response_alg: 'RS256', userinfo_signed_response_alg: 'RS256' }
    const module = await SuiteModule.begin(server, { response_type: 'code id_token' }, alg)
    const { id_token = '', access_token } = await module.tokens()
    const { client_id } = module.client
    const { payload, protectedHeader } = await verified(id_token, client_id)
    t.match(protectedHeader, { alg: 'RS256', kid: /./ })
    const reply = await module.userinfo(access_token)
    t.match(reply.headers['content-type'], /^application\/jwt/)
    const userinfo = await verified(reply.body, client_id)
    t.match(userinfo.payload, { sub: payload.sub, iss: server.issuer, aud: client_id })
    t.notOk('nonce' in userinfo.payload)
  },
)

t.test('Conformance oidcc-redirect-uri-regfrag', (t) =>
  checkRefused(t, { redirect_uris: [`${CALLBACK}#foobar`] }, 'invalid_redirect_uri'),
)

t.test('Conformance oidcc-ensure-redirect-uri-in-authorization-request: of two, none is meant', async (t) => {
  const module = await SuiteModule.begin(server, {}, { redirect_uris: [CALLBACK, `${CALLBACK}2`] })
  t.same(await module.authorize({ redirect_uri: undefined }), { at: 'page', to: undefined, fields: {} })
})

t.test(
  'Conformance oidcc-registration-logo-uri, -policy-uri, -tos-uri: on the first page that is shown',
  async (t) => {
    const policy_uri = 'https://suite.example/policy'
    const tos_uri = 'https://suite.example/terms'
    const module = await SuiteModule.begin(server, {}, { policy_uri, tos_uri })
    await module.authorize()
    const [page = ''] = module.browser.pages
    for (const uri of [policy_uri, tos_uri]) t.match(page, `href="${uri}"`)
  },
)

t.test(
  'Conformance oidcc-registration-jwks-uri, oidcc-ensure-client-assertion-with-iss-aud-succeeds',
  async (t) => {
    documents.tell(keySetOf(key))
    for (const keys of [{ jwks: keySetOf(key) }, { jwks_uri: `${documents.origin}/jwks` }]) {
      const method = { token_endpoint_auth_method: 'private_key_jwt', ...keys }
      const module = await SuiteModule.begin(server, { response_type: 'code id_token' }, method)
      t.notOk('client_secret' in module.client)
      const { client_id } = module.client
      for (const aud of [`${server.issuer}/token`, server.issuer]) {
        const now = server.clock.seconds
        const claims = {
          iss: client_id,
          sub: client_id,
          aud,
          jti: `${client_id}${aud}`,
          iat: now,
          nbf: now,
          exp: now + 60,
        }
        const { fields } = await module.authorize()
        const proof = assertionOf(await signedBy(key, claims))
        const asked = { grant_type: 'authorization_code', code: fields['code'], redirect_uri: CALLBACK }
        const reply = await module.tokenAsNobody({ ...asked, ...proof })
        t.equal(reply.statusCode, 200, aud)
      }
    }
  },
)

t.test('Conformance oidcc-registration-sector-uri, -sector-bad', async (t) => {
  const sector_identifier_uri = `${documents.origin}/sector`
  documents.tell([CALLBACK])
  const stated = { redirect_uris: [CALLBACK], subject_type: 'pairwise', sector_identifier_uri }
  t.equal((await registering(server, stated)).statusCode, 201)
  documents.tell(['https://suite.example/other'])
  await checkRefused(t, stated, 'invalid_client_metadata')
})

t.test('Conformance oidcc-server-rotate-keys: one more, and the old one as it was', async (t) => {
  const module = await SuiteModule.begin(server)
  const { id_token = '' } = await module.tokens()
  const before = (await keySet()).keys
  await rotateSigningKey(await server.tenant(), 'RS256', false)
  await rotateSigningKey(await server.tenant(), 'ES256', false)
  const after = (await keySet()).keys
  for (const old of before) t.ok(after.some((jwk: object) => JSON.stringify(jwk) === JSON.stringify(old)))
  const kids = before.map(({ kid }: { kid: string }) => kid)
  const added = after.filter(({ kid }: { kid: string }) => !kids.includes(kid))
  t.match(added, [
    { use: 'sig', kty: /^(RSA|EC)$/ },
    { use: 'sig', kty: /^(RSA|EC)$/ },
  ])
  await t.resolves(verified(id_token, module.client.client_id))
})

t.test(
  'Conformance oidcc-request-uri-signed-rs256: fetched without the fragment it is registered with',
  async (t) => {
    const request_uri = `${documents.origin}/request`
    const module = await SuiteModule.begin(
      server,
      { response_type: 'code id_token' },
      { jwks: keySetOf(key), request_uris: [`${request_uri}#${sha256('x').toString('base64url')}`] },
    )
    const { client_id } = module.client
    const { state, ...inside } = module.request({ scope: 'openid', state: 'inside' })
    const request = await signedBy(key, { ...inside, state, iss: client_id, aud: server.issuer })
    documents.answer((_, reply) =>
      reply.setHeader('content-type', 'application/oauth-authz-req+jwt').end(request),
    )
    const hashed = `${request_uri}#${sha256(request).toString('base64url')}`
    const { at, fields } = await module.authorize({ request_uri: hashed, state: undefined, nonce: undefined })
    t.equal(at, 'fragment')
    t.match(fields, { state: 'inside', code: /./, id_token: /./ })
    t.equal(documents.asked.at(-1), '/request')
  },
)

t.test('Conformance oidcc-3rd_party-init-login: kept, read, and taken away', async (t) => {
  const initiate_login_uri = 'https://suite.example/test/1/initiate_login'
  const { client } = await SuiteModule.begin(
    server,
    { response_type: 'code id_token' },
    { initiate_login_uri },
  )
  t.match(client, { initiate_login_uri, client_secret_expires_at: Number })
  const read = await configuring(server, 'GET', client)
  t.equal(read.statusCode, 200)
  t.match(read.json(), { initiate_login_uri })
  t.equal((await configuring(server, 'DELETE', client)).statusCode, 204)
})

t.test('Conformance oidcc-3rd_party-init-login-nohttps', (t) =>
  checkRefused(
    t,
    { redirect_uris: [CALLBACK], initiate_login_uri: 'http://suite.example/test/1/initiate_login' },
    'invalid_client_metadata',
  ),
)
