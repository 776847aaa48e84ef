/**
 * JWEs, opened by jose with the keys of a client that we did not write.
 */
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import t from 'tap'
import { findClient } from '../../../src/domain/clients/client.ts'
import { encryptForClient } from '../../../src/domain/clients/encrypt-for-client.ts'
import {
  CONTENT_ENCRYPTION_ALGORITHMS,
  KEY_ENCRYPTION_ALGORITHMS,
} from '../../../src/domain/clients/protected-messages.ts'
import { givenRp } from '../../helpers/authorization.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'

const TEXT = 'eyJhbGciOiJub25lIn0.e30.signed'

async function encrypted(server: TestServer, metadata: Record<string, unknown>, text = TEXT) {
  await server.db.execute('DELETE FROM client')
  await givenRp(server, { metadata })
  const deps = await server.tenant()
  const client = await findClient(deps, 'rp')
  if (!client) throw new Error('no client')
  return encryptForClient(deps, client, 'id_token', text)
}

async function keysFor(alg: string, kid?: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), use: 'enc', ...(kid === undefined ? {} : { kid }) }
  return { jwks: { keys: [jwk] }, privateKey }
}

const open = async (jwe: string, key: Parameters<typeof compactDecrypt>[1]) => {
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, key)
  return { text: new TextDecoder().decode(plaintext), protectedHeader }
}

for (const alg of KEY_ENCRYPTION_ALGORITHMS) {
  t.test(`RFC 7518 §4.1: ${alg}, with each encryption of the content`, async (t) => {
    const server = await startServer(t)
    const { jwks, privateKey } = await keysFor(alg, 'e1')
    for (const enc of CONTENT_ENCRYPTION_ALGORITHMS) {
      const jwe = await encrypted(server, {
        jwks,
        id_token_encrypted_response_alg: alg,
        id_token_encrypted_response_enc: enc,
      })
      const { text, protectedHeader } = await open(jwe, privateKey)
      t.equal(text, TEXT)
      t.match(protectedHeader, { alg, enc, kid: 'e1', cty: 'JWT' })
    }
  })
}

t.test(
  'Registration §2: A128CBC-HS256 where no enc is stated; a key without kid is named by nothing',
  async (t) => {
    const server = await startServer(t)
    const { jwks, privateKey } = await keysFor('ECDH-ES')
    const jwe = await encrypted(server, { jwks, id_token_encrypted_response_alg: 'ECDH-ES' })
    const { protectedHeader } = await open(jwe, privateKey)
    t.equal(protectedHeader.enc, 'A128CBC-HS256')
    t.notOk('kid' in protectedHeader)
  },
)

t.test('RFC 7519 §5.2: only what holds a JWT says so', async (t) => {
  const server = await startServer(t)
  const { jwks, privateKey } = await keysFor('ECDH-ES')
  const metadata = { jwks, id_token_encrypted_response_alg: 'ECDH-ES' }
  const { text, protectedHeader } = await open(await encrypted(server, metadata, '{"sub":"ann"}'), privateKey)
  t.equal(text, '{"sub":"ann"}')
  t.notOk('cty' in protectedHeader)
})

t.test('Registration §2: what is not registered for stays as it is', async (t) => {
  const server = await startServer(t)
  const { jwks } = await keysFor('ECDH-ES')
  t.equal(await encrypted(server, { jwks, userinfo_encrypted_response_alg: 'ECDH-ES' }), TEXT)
})

t.test(
  'Core §10.2.1: a client without a key that fits is told so, and nothing is sent in the clear',
  async (t) => {
    const server = await startServer(t)
    const { jwks } = await keysFor('ECDH-ES')
    const signing = { keys: jwks.keys.map((jwk) => ({ ...jwk, use: 'sig' })) }
    const refusal = { code: 'invalid_request', reason: 'client-encryption-key-missing' }
    const id_token_encrypted_response_alg = 'RSA-OAEP-256'
    await t.rejects(encrypted(server, { jwks, id_token_encrypted_response_alg }), refusal)
    await t.rejects(encrypted(server, { id_token_encrypted_response_alg }), refusal)
    await t.rejects(
      encrypted(server, { jwks: signing, id_token_encrypted_response_alg: 'ECDH-ES' }),
      refusal,
      'a key that signs is not one to encrypt with',
    )
  },
)

t.test('A fault of ours is no fault of the client', async (t) => {
  const server = await startServer(t)
  const jwks = { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', use: 'enc' }] }
  await t.rejects(encrypted(server, { jwks, id_token_encrypted_response_alg: 'ECDH-ES' }), {
    code: /^(?!invalid_request)/,
  })
})
