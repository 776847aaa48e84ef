import t from 'tap'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { statement } from '../../src/store/statement.ts'
import { startServer } from '../helpers/fixtures.ts'
import { givenQuickKeys } from '../helpers/given.ts'

const PATH = '/api/oidc/default/.well-known/jwks'
const allKeys = statement((q) => q.selectFrom('signing_key').selectAll())

t.test('RFC 7517 §5: the keys, public and complete, at both addresses', async (t) => {
  const server = await startServer(t)
  await givenQuickKeys(server)
  const reply = await server.app.inject(PATH)
  t.equal(reply.statusCode, 200)
  t.match(reply.headers, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(reply.rawPayload.length),
    'cache-control': 'public, max-age=60',
    'access-control-allow-origin': '*',
  })
  const { keys } = reply.json()
  t.equal(keys.length, 1)
  t.same(Object.keys(keys[0]).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  t.match(keys[0], { use: 'sig', alg: 'ES256', kty: 'EC' })
  t.equal((await server.app.inject(`${PATH}.json`)).body, reply.body)
})

t.test('RFC 7517 §5: an RSA key is published by its modulus and exponent', async (t) => {
  const { app } = await startServer(t)
  const [key] = (await app.inject(PATH)).json().keys
  t.same(Object.keys(key).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use'])
  t.match(key, { alg: 'RS256', kty: 'RSA' })
})

t.test('RFC 7517 §9.2: a private member does not leave, even from a row that has one', async (t) => {
  const server = await startServer(t)
  await givenQuickKeys(server)
  const before = await server.app.inject(PATH)
  await server.db.execute(
    `UPDATE signing_key SET public_jwk = replace(public_jwk, '{', '{"d":"private","k":"shared",')`,
  )
  await server.db.run(bumpConfigVersion, {})
  const [row] = await server.db.all(allKeys, {})
  t.match(row?.public_jwk, '"d":"private"')
  t.equal((await server.app.inject(PATH)).body, before.body)
})

t.test('Core §10.1.1: a key that is made later is published with the next request', async (t) => {
  const server = await startServer(t)
  await givenQuickKeys(server)
  const before = await server.app.inject(PATH)
  const { parsed, tenant } = await server.tenant()
  await server.deps.sign({ tenant, parsed, client_id: 'rp', kind: 'id', alg: 'EdDSA', claims: {} })
  const after = await server.app.inject({
    url: PATH,
    headers: { 'if-none-match': String(before.headers.etag) },
  })
  t.equal(after.statusCode, 200)
  t.same(
    after.json().keys.map(({ alg }: { alg: string }) => alg),
    ['ES256', 'EdDSA'],
  )
})
