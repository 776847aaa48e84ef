/**
 * The one call that signs.
 */
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import t from 'tap'
import { SIGNING_ALGORITHMS } from '../../../src/domain/keys/algorithms.ts'
import type { SignRequest, TokenKind } from '../../../src/domain/keys/sign.ts'
import { currentKey } from '../../../src/domain/keys/signing-keys.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'

async function sign(server: TestServer, request: Partial<SignRequest>): Promise<string> {
  const { tenant, parsed, sign } = await server.tenant()
  return sign({ tenant, parsed, client_id: 'rp', kind: 'id', alg: 'ES256', claims: {}, ...request })
}

/** Which jose verifies: it has no ES256K. */
for (const alg of SIGNING_ALGORITHMS.filter((alg) => alg !== 'ES256K')) {
  t.test(`RFC 7515 §7.1: a token signed by ${alg} is a compact JWS that jose verifies`, async (t) => {
    const server = await startServer(t)
    const claims = { sub: 'ada', name: 'Ünïcode “✓”', exp: 1 }
    const token = await sign(server, { alg, claims })
    const { tenant, parsed } = await server.tenant()
    const { kid, public_jwk } = await currentKey(server.deps, parsed, tenant, alg)
    const { payload, protectedHeader } = await compactVerify(token, await importJWK({ ...public_jwk }, alg))
    t.same(JSON.parse(new TextDecoder().decode(payload)), claims)
    t.same(protectedHeader, { alg, kid })
  })
}

t.test('RFC 9068 §2.1: the header says what kind of token it is', async (t) => {
  const server = await startServer(t)
  const typOf = async (kind: TokenKind) => decodeProtectedHeader(await sign(server, { kind })).typ
  t.equal(await typOf('access'), 'at+jwt')
  t.equal(await typOf('logout'), 'logout+jwt')
  t.equal(await typOf('id'), undefined)
  t.equal(await typOf('userinfo'), 'JWT')
  t.equal(await typOf('jarm'), 'JWT')
  t.equal(await typOf('introspection'), 'token-introspection+jwt')
  // Each again, now that the headers are known.
  t.equal(await typOf('access'), 'at+jwt')
  t.equal(await typOf('id'), undefined)
})

t.test('RFC 7515 §4.1.4: the tokens of two algorithms name two keys', async (t) => {
  const server = await startServer(t)
  const kids = [await sign(server, { alg: 'ES256' }), await sign(server, { alg: 'EdDSA' })].map(
    (token) => decodeProtectedHeader(token).kid,
  )
  t.equal(new Set(kids).size, 2)
})
