/**
 * The algorithms: what each makes, another library verifies.
 */
import { importJWK, jwtVerify } from 'jose'
import t from 'tap'
import { ALGORITHMS, SIGNING_ALGORITHMS } from '../../../src/domain/keys/algorithms.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const MEMBERS: Record<string, string[]> = {
  RS256: ['kty', 'n', 'e'],
  ES256: ['kty', 'crv', 'x', 'y'],
  EdDSA: ['kty', 'crv', 'x'],
}

t.test('RFC 7518 §3.1, RFC 8037 §3.1: the algorithms that are offered', async (t) => {
  t.same(SIGNING_ALGORITHMS, Object.keys(MEMBERS))
  t.equal(ALGORITHMS['none'], undefined)
})

for (const [alg, algorithm] of Object.entries(ALGORITHMS)) {
  t.test(`RFC 7518 §3.1: ${alg} signs, and jose verifies`, async (t) => {
    const { pkcs8, public_members } = await algorithm.generate()
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

t.test('OpenID Connect Core 1.0 §3.1.3.6: the hash of at_hash is that of the algorithm', async (t) => {
  t.same(
    SIGNING_ALGORITHMS.map((alg) => ALGORITHMS[alg]?.hash),
    ['sha256', 'sha256', 'sha512'],
  )
})

t.test('RFC 7518 §3.3: an RSA key has 2048 bits', async (t) => {
  const made = await ALGORITHMS['RS256']?.generate()
  t.equal(Buffer.from(made?.public_members['n'] ?? '', 'base64url').length, 256)
  t.equal(made?.public_members['e'], 'AQAB')
})
