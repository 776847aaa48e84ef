/**
 * The algorithms: what each makes, another library verifies.
 */
import { constants, createPublicKey, createVerify, verify } from 'node:crypto'
import { importJWK, jwtVerify } from 'jose'
import t from 'tap'
import { ALGORITHMS, algorithmsOn, SIGNING_ALGORITHMS } from '../../../src/domain/keys/algorithms.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const RSA = ['kty', 'n', 'e']
const EC = ['kty', 'crv', 'x', 'y']

const MEMBERS: Record<string, string[]> = {
  RS256: RSA,
  RS384: RSA,
  RS512: RSA,
  PS256: RSA,
  PS384: RSA,
  PS512: RSA,
  ES256: EC,
  ES384: EC,
  ES512: EC,
  ES256K: EC,
  EdDSA: ['kty', 'crv', 'x'],
}

/** jose has no ES256K, so that Node's own DSA judges it. */
const OF_JOSE = SIGNING_ALGORITHMS.filter((alg) => alg !== 'ES256K')

t.test('RFC 7518 §3.1, RFC 8037 §3.1: the algorithms that are offered', async (t) => {
  t.same(SIGNING_ALGORITHMS, Object.keys(MEMBERS))
  t.equal(ALGORITHMS['none'], undefined)
})

async function made(alg: string) {
  const algorithm = ALGORITHMS[alg]
  if (!algorithm) throw new Error(`no ${alg}`)
  return { algorithm, ...(await algorithm.generate()) }
}

for (const alg of OF_JOSE) {
  t.test(`RFC 7518 §3.1: ${alg} signs, and jose verifies`, async (t) => {
    const { algorithm, pkcs8, public_members } = await made(alg)
    t.same(Object.keys(public_members), MEMBERS[alg], 'the public members and no private one')
    const sign = await algorithm.signer(pkcs8)
    const signed = `${encode({ alg })}.${encode({ sub: 'ada' })}`
    const signature = Buffer.from(await sign(Buffer.from(signed))).toString('base64url')
    const key = await importJWK({ ...public_members }, alg)
    const { payload } = await jwtVerify(`${signed}.${signature}`, key, { algorithms: [alg] })
    t.same(payload, { sub: 'ada' })
    const other = `${encode({ alg })}.${encode({ sub: 'eve' })}.${signature}`
    await t.rejects(jwtVerify(other, key, { algorithms: [alg] }))
  })
}

t.test('RFC 8812 §3.2: ES256K signs by secp256k1 and SHA-256, r and s side by side', async (t) => {
  const { algorithm, pkcs8, public_members } = await made('ES256K')
  t.same(Object.keys(public_members), EC)
  t.equal(public_members['crv'], 'secp256k1', 'RFC 8812 §3.1')
  const data = Buffer.from('signed')
  const signature = await (await algorithm.signer(pkcs8))(data)
  t.equal(signature.length, 64)
  const key = createPublicKey({ key: { ...public_members }, format: 'jwk' })
  const judged = (bytes: Buffer) => createVerify('sha256').update(bytes)
  t.ok(judged(data).verify({ key, dsaEncoding: 'ieee-p1363' }, signature))
  t.notOk(judged(Buffer.from('other')).verify({ key, dsaEncoding: 'ieee-p1363' }, signature))
})

for (const alg of SIGNING_ALGORITHMS) {
  t.test(`RFC 7515 §5.2: what ${alg} signed it verifies, and nothing else`, async (t) => {
    const { algorithm, pkcs8, public_members } = await made(alg)
    const data = Buffer.from('signed')
    const signature = await (await algorithm.signer(pkcs8))(data)
    const verifies = algorithm.verifier({ ...public_members, kid: 'k', use: 'sig', alg })
    t.ok(verifies(data, signature))
    t.notOk(verifies(Buffer.from('other'), signature))
    t.notOk(verifies(data, signature.subarray(1)))
    t.notOk(verifies(data, new Uint8Array()))
  })
}

for (const alg of SIGNING_ALGORITHMS) {
  t.test(`RFC 7515 §5.1: ${alg} is the same on one core and on several`, async (t) => {
    const { algorithm, pkcs8, public_members } = await made(alg)
    const data = Buffer.from('signed')
    for (const cores of [1, 2]) {
      const sign = await algorithmsOn(cores)[alg]?.signer(pkcs8)
      t.ok(sign && algorithm.verifier(public_members)(data, await sign(data)), `${cores}`)
    }
  })
}

t.test(
  'RFC 7518 §3.5: the salt of PS384 is as long as its hash, and RS384 verifies nothing of it',
  async (t) => {
    const { algorithm, pkcs8, public_members } = await made('PS384')
    const data = Buffer.from('signed')
    const signature = await (await algorithm.signer(pkcs8))(data)
    const key = createPublicKey({ key: { ...public_members }, format: 'jwk' })
    const padding = constants.RSA_PKCS1_PSS_PADDING
    t.ok(verify('sha384', data, { key, padding, saltLength: 48 }, signature))
    t.notOk(verify('sha384', data, { key, padding, saltLength: 32 }, signature))
    t.notOk(ALGORITHMS['RS384']?.verifier(public_members)(data, signature))
  },
)

for (const alg of ['RS256', 'PS384']) {
  t.test(`RFC 8017 §8.1.2: a signature by ${alg} that lacks its leading zero is none`, async (t) => {
    const { algorithm, pkcs8, public_members } = await made(alg)
    const sign = await algorithm.signer(pkcs8)
    const verifies = algorithm.verifier(public_members)
    for (let number = 0; ; number += 1) {
      const data = Buffer.from(String(number))
      const signature = await sign(data)
      if (signature[0] !== 0) continue
      t.ok(verifies(data, signature))
      t.notOk(verifies(data, signature.subarray(1)))
      return
    }
  })
}

t.test('OpenID Connect Core 1.0 §3.1.3.6: the hash of at_hash is that of the algorithm', async (t) => {
  for (const alg of SIGNING_ALGORITHMS) {
    t.equal(ALGORITHMS[alg]?.hash, alg === 'EdDSA' ? 'sha512' : `sha${alg.slice(2, 5)}`, alg)
  }
})

t.test('RFC 7518 §3.3: an RSA key has 2048 bits', async (t) => {
  const made = await ALGORITHMS['RS256']?.generate()
  t.equal(Buffer.from(made?.public_members['n'] ?? '', 'base64url').length, 256)
  t.equal(made?.public_members['e'], 'AQAB')
})
