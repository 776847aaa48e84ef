import t from 'tap'
import { ClientMetadata } from '../../../src/domain/clients/client-metadata.ts'
import { protectedMessageFaults } from '../../../src/domain/clients/protected-message-rule.ts'
import { readSettings } from '../../../src/domain/settings.ts'

const faultsOf = (metadata: object) =>
  protectedMessageFaults(readSettings(ClientMetadata, metadata)).filter((fault) => fault !== undefined)

const jwks = { keys: [{ kty: 'RSA' }] }
const jwks_uri = 'https://rp.example/jwks'

t.test('Registration §2: what is stated whole', async (t) => {
  t.same(faultsOf({}), [])
  const alg = 'RSA-OAEP'
  t.same(faultsOf({ jwks, id_token_encrypted_response_alg: alg, userinfo_encrypted_response_alg: alg }), [])
  const enc = 'A256GCM'
  t.same(
    faultsOf({ jwks_uri, id_token_encrypted_response_alg: alg, id_token_encrypted_response_enc: enc }),
    [],
  )
  t.same(faultsOf({ jwks, require_signed_request_object: true }), [])
  t.same(faultsOf({ userinfo_signed_response_alg: 'ES256K', id_token_signed_response_alg: 'PS512' }), [])
})

const WRONG: readonly (readonly [metadata: object, fault: RegExp])[] = [
  [{ jwks, id_token_encrypted_response_enc: 'A128GCM' }, /^id_token_encrypted_response_enc needs id_token/],
  [{ jwks, userinfo_encrypted_response_enc: 'A128GCM' }, /^userinfo_encrypted_response_enc needs userinfo/],
  [{ id_token_encrypted_response_alg: 'ECDH-ES' }, /^id_token_encrypted_response_alg needs a key/],
  [{ userinfo_encrypted_response_alg: 'ECDH-ES' }, /^userinfo_encrypted_response_alg needs a key/],
  [{ require_signed_request_object: true }, /^require_signed_request_object needs the keys/],
]

for (const [metadata, fault] of WRONG) {
  t.test(`Registration §2: ${JSON.stringify(metadata)} is refused`, async (t) => {
    const faults = faultsOf(metadata)
    t.equal(faults.length, 1)
    t.match(faults[0], fault)
  })
}

const UNKNOWN: readonly object[] = [
  { id_token_signed_response_alg: 'none' },
  { id_token_signed_response_alg: 'HS256' },
  { userinfo_signed_response_alg: 'none' },
  { id_token_encrypted_response_alg: 'dir' },
  { id_token_encrypted_response_alg: 'RSA1_5' },
  { id_token_encrypted_response_alg: 'A256GCMKW' },
  { userinfo_encrypted_response_enc: 'A192GCM' },
  { request_object_signing_alg: 'none' },
  { request_object_signing_alg: 'HS256' },
  { request_object_signing_alg: 'ES256K' },
  { request_uris: ['urn:ietf:params:oauth:request_uri:x'] },
  { request_uris: [`https://rp.example/${'x'.repeat(512)}`] },
]

for (const metadata of UNKNOWN) {
  t.test(`Registration §2: ${JSON.stringify(metadata).slice(0, 60)} is not served`, async (t) => {
    t.throws(() => faultsOf(metadata))
  })
}
