import { CompactEncrypt, compactDecrypt } from 'jose'
import t from 'tap'
import { clientKeys, encryptionKey } from '../../../src/domain/clients/client-keys.ts'
import { type ClientKey, clientKey, clientWith, keySetOf as of, verdict } from '../../helpers/client-key.ts'
import { startServer } from '../../helpers/fixtures.ts'

const one = await clientKey('ES256', { kid: 'one' })
const two = await clientKey('ES256', { kid: 'two' })
const nameless = await clientKey('ES256')

t.test('RFC 7515 §4.1.4: a key is found by its kid, and without one when exactly one fits', async (t) => {
  const server = await startServer(t)
  const known = (key: ClientKey, ...keys: ClientKey[]) => verdict(server, { jwks: of(...keys) }, key)
  t.equal(await known(one, one, two), 'signed')
  t.equal(await known(two, one, two), 'signed')
  t.equal(await known(one, two), 'client-key-unknown')
  t.equal(await known(one), 'client-key-unknown')
  t.equal(await known(nameless, nameless), 'signed')
  t.equal(await known(nameless, nameless, one), 'client-key-ambiguous')
  t.equal(await known({ ...one, kid: undefined }, one, await clientKey('EdDSA')), 'signed')
  t.equal(await known({ ...two, kid: 'one' }, one), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
  t.equal(await verdict(server, {}, one), 'client-key-unknown')
})

t.test('RFC 7517 §4.2, §4.4: a key for encryption, or for another algorithm, verifies nothing', async (t) => {
  const server = await startServer(t)
  const with_ = (jwk: object) => verdict(server, { jwks: { keys: [{ ...one.jwk, ...jwk }] } }, one)
  t.equal(await with_({ use: 'sig', alg: 'ES256' }), 'signed')
  t.equal(await with_({ use: 'enc' }), 'client-key-unknown')
  t.equal(await with_({ alg: 'ECDH-ES' }), 'client-key-unknown')
  const resolve = clientKeys(await server.tenant(), clientWith({ jwks: of(one) }))
  for (const alg of ['HS256', 'none', 'constructor', undefined]) {
    await t.rejects(resolve({ kid: 'one', ...(alg ? { alg } : {}) }), { message: 'client-key-unknown' })
  }
  const rsa = await clientKey('RS256')
  t.equal(await verdict(server, { jwks: of(rsa) }, { ...rsa, kid: undefined }), 'signed')
})

t.test('OpenID Connect Core §10.2: what is encrypted to a client, the client can read', async (t) => {
  const server = await startServer(t)
  const signing = await clientKey('RS256', { kid: 'sig', use: 'sig' })
  const any = await clientKey('RSA-OAEP-256', { kid: 'any', alg: undefined as never })
  for (const alg of ['RSA-OAEP', 'RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A128KW']) {
    const own = await clientKey(alg, { kid: 'own', use: 'enc' })
    const client = clientWith({ jwks: of(signing, any, own) })
    const { key, kid } = await encryptionKey(await server.tenant(), client, alg)
    t.equal(kid, 'own')
    const told = new TextEncoder().encode('told')
    const header = { alg, enc: 'A128GCM' }
    const jwe = await new CompactEncrypt(told).setProtectedHeader(header).encrypt(key)
    t.same((await compactDecrypt(jwe, own.private_key)).plaintext, told)
  }
  const client = clientWith({ jwks: of(signing, any) })
  t.match(await encryptionKey(await server.tenant(), client, 'RSA-OAEP'), { kid: 'any' })
  await t.rejects(encryptionKey(await server.tenant(), client, 'ECDH-ES'), {
    name: 'ClientKeyError',
    reason: 'client-encryption-key-missing',
  })
})
