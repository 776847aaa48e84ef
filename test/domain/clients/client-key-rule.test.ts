import t from 'tap'
import { draftClient } from '../../../src/domain/clients/client-draft.ts'
import { clientKeyFaults, publicKeyFault } from '../../../src/domain/clients/client-key-rule.ts'
import { clientKey, privateJwk } from '../../helpers/client-key.ts'

const rsa = await clientKey('RS256', { kid: 'a', use: 'sig', alg: 'RS256' })
const ec = await clientKey('ES256')
const ed = await clientKey('EdDSA', { kid: 'c' })

t.test('RFC 7517 §4.1: public keys of each type are taken', async (t) => {
  for (const { jwk } of [rsa, ec, ed]) t.equal(publicKeyFault(jwk as never), undefined)
})

t.test('RFC 7517 §9.3: a private or symmetric key is refused, and not repeated', async (t) => {
  for (const key of [rsa, ec, ed]) {
    const fault = publicKeyFault((await privateJwk(key)) as never)
    t.match(fault, /^must be public, and has d/)
    t.notMatch(fault, String((await privateJwk(key)).d))
  }
  t.match(publicKeyFault({ kty: 'oct', k: 'c2VjcmV0' }), /^must be public, and has k:/)
  t.match(publicKeyFault({ kty: 'oct' }), /kty of RSA, EC, OKP/)
})

t.test('RFC 7518 §3.3, §6: what makes no key, or a weak one, is refused', async (t) => {
  t.match(publicKeyFault({}), /kty/)
  t.match(publicKeyFault({ kty: 'RSA', n: 'AQAB' }), /cannot be read/)
  t.match(publicKeyFault({ ...ec.jwk, x: ec.jwk.y }), /cannot be read/, 'a point off the curve')
  t.match(publicKeyFault({ ...ec.jwk, kid: 7 }), /kid that is no text/)
  const n = `v${String(rsa.jwk.n).slice(0, 170)}`
  t.match(publicKeyFault({ ...rsa.jwk, n }), /bits, and needs 2048/)
})

t.test('RFC 7591 §2: jwks and jwks_uri exclude each other, and each faulty key is named', async (t) => {
  const registered = (metadata: object) =>
    draftClient({ client_id: 'app', client_type: 'confidential', metadata: { ...metadata } }, undefined)
  const keys = [ec.jwk]
  t.doesNotThrow(() => registered({ jwks: { keys } }))
  t.doesNotThrow(() => registered({ jwks_uri: 'https://rp.example.org/jwks' }))
  const faults = (metadata: object, faults: RegExp[]) =>
    t.throws(() => registered(metadata), { name: 'Refusal', reason: 'faulty', faults })
  faults({ jwks: { keys }, jwks_uri: 'https://rp.example.org/jwks' }, [/exclude each other/])
  faults({ jwks: { keys: [ec.jwk, { kty: 'oct', k: 'AA' }] } }, [/^jwks: key 2 must be public/])
  faults({ jwks: { keys: [] } }, [/^jwks\.keys /])
  faults({ jwks: keys }, [/^jwks /])
  faults({ jwks_uri: 'ftp://rp.example.org/jwks' }, [/^jwks_uri /])
  t.same(clientKeyFaults({} as never).filter(Boolean), [])
})

t.test(
  'OpenID Connect Registration §2: a method that signs needs its keys and an algorithm of its own',
  async (t) => {
    const faultsOf = (metadata: object) => clientKeyFaults(metadata as never).filter(Boolean)
    const jwks = { keys: [ec.jwk] }
    const [own, shared] = ['private_key_jwt', 'client_secret_jwt']
    const by = (token_endpoint_auth_method: string, more: object = {}) =>
      faultsOf({ token_endpoint_auth_method, ...more })
    t.match(by(own), [/^token_endpoint_auth_method private_key_jwt needs public keys/])
    t.same(by(own, { jwks }), [])
    t.same(by(own, { jwks_uri: 'https://rp.example.org/jwks' }), [])
    t.same(by(own, { jwks, token_endpoint_auth_signing_alg: 'ES256' }), [])
    t.match(by(own, { jwks, token_endpoint_auth_signing_alg: 'HS256' }), [
      /HS256 does not go with private_key_jwt/,
    ])
    t.same(by(shared), [])
    t.same(by(shared, { token_endpoint_auth_signing_alg: 'HS384' }), [])
    t.match(by(shared, { token_endpoint_auth_signing_alg: 'RS256' }), [
      /RS256 does not go with client_secret_jwt/,
    ])
    t.same(by('client_secret_basic', { token_endpoint_auth_signing_alg: 'RS256' }), [])
  },
)
