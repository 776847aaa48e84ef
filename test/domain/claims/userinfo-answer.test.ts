/**
 * Userinfo as a JWT, read by jose.
 */
import { compactDecrypt, createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import t from 'tap'
import { userinfoAnswer } from '../../../src/domain/claims/userinfo-answer.ts'
import { keySet } from '../../../src/domain/discovery/key-set.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'
import { claimsOf, givenApplication, givenTokens } from '../../helpers/given.ts'

async function answered(server: TestServer, metadata: Record<string, unknown>) {
  const browser = await givenApplication(server, { metadata })
  const { access_token } = await givenTokens(server, browser, { scope: 'openid profile', nonce: 'n' })
  const answer = await userinfoAnswer(await server.tenant(), access_token)
  return { answer, sub: claimsOf(access_token)['sub'] }
}

/** The system's clock is nobody's here. */
const verified = async (server: TestServer, jwt: string) =>
  jwtVerify(jwt, createLocalJWKSet((await keySet(await server.tenant())) as never), {
    issuer: server.issuer,
    audience: 'rp',
  })

t.test('Core §5.3.2: without a registered algorithm it is plain', async (t) => {
  const server = await startServer(t)
  const { answer, sub } = await answered(server, {})
  t.match(answer, { sub, name: 'Ann Lee' })
  t.notOk('iss' in (answer as object))
})

for (const alg of ['RS256', 'PS256', 'ES384', 'EdDSA']) {
  t.test(`Core §5.3.2: signed by ${alg}, with iss and aud, and no nonce`, async (t) => {
    const server = await startServer(t)
    const { answer, sub } = await answered(server, { userinfo_signed_response_alg: alg })
    const { payload, protectedHeader } = await verified(server, String(answer))
    t.match(protectedHeader, { alg, kid: /./ })
    t.match(payload, { iss: server.issuer, aud: 'rp', sub, name: 'Ann Lee' })
    t.notOk('nonce' in payload)
    t.notOk('exp' in payload)
  })
}

t.test('Core §5.3.2: signed, then encrypted; or encrypted alone', async (t) => {
  const { publicKey, privateKey } = await generateKeyPair('RSA-OAEP-256', { extractable: true })
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), use: 'enc', kid: 'e' }] }
  const encrypted = { jwks, userinfo_encrypted_response_alg: 'RSA-OAEP-256' }
  const open = async (jwe: unknown) => {
    const { plaintext, protectedHeader } = await compactDecrypt(String(jwe), privateKey)
    return { text: new TextDecoder().decode(plaintext), protectedHeader }
  }

  const server = await startServer(t)
  const both = await answered(server, { ...encrypted, userinfo_signed_response_alg: 'ES256' })
  const nested = await open(both.answer)
  t.match(nested.protectedHeader, { cty: 'JWT', kid: 'e', enc: 'A128CBC-HS256' })
  t.match((await verified(server, nested.text)).payload, { sub: both.sub })

  const other = await startServer(t)
  const alone = await answered(other, encrypted)
  const plain = await open(alone.answer)
  t.match(JSON.parse(plain.text), { sub: alone.sub, iss: other.issuer, aud: 'rp', name: 'Ann Lee' })
})

t.test('Core §5.3.3: a token that is worth nothing gets nothing', async (t) => {
  const server = await startServer(t)
  await answered(server, { userinfo_signed_response_alg: 'ES256' })
  await t.rejects(userinfoAnswer(await server.tenant(), 'x'), { code: 'invalid_token' })
})
