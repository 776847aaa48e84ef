/**
 * The two numbers of an ECDSA signature, side by side, as Node's own reader of that form takes them.
 */
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import t from 'tap'
import { joinedSignature } from '../../../src/domain/keys/ecdsa-signature.ts'

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const hexOf = (signature: Uint8Array) => Buffer.from(signature).toString('hex')

t.test('RFC 7518 §3.4: each number is as long as the order, whatever its own length is', async (t) => {
  const whole = 'ff'.repeat(32)
  const small = '7f'.repeat(32)
  const cases: readonly [string, string, string][] = [
    [`3044${'0220'}${small}${'0220'}${small}`, small, small],
    // RFC 3279 §2.2.3 by X.690 §8.3: a zero before what would look negative.
    [`3046${'022100'}${whole}${'022100'}${whole}`, whole, whole],
    [`3045${'0220'}${small}${'022100'}${whole}`, small, whole],
    [`3008${'0202'}0080${'0202'}0102`, '80'.padStart(64, '0'), '0102'.padStart(64, '0')],
    [`3006${'0201'}01${'0201'}7f`, '01'.padStart(64, '0'), '7f'.padStart(64, '0')],
  ]
  for (const [der, r, s] of cases) t.equal(hexOf(joinedSignature(bytes(der), 32)), r + s, der)
})

for (const namedCurve of ['P-256', 'secp256k1']) {
  t.test(
    `RFC 7518 §3.4: signatures by ${namedCurve} verify, those with short numbers among them`,
    async (t) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
      const data = Buffer.from('header.claims')
      let short = 0
      for (let count = 0; count < 1500; count += 1) {
        const der = sign('sha256', data, privateKey)
        const joined = joinedSignature(der, 32)
        if (joined[0] === 0 || joined[32] === 0) short += 1
        const is_right = verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, joined)
        if (!is_right) t.fail(hexOf(der))
      }
      t.ok(short > 0, `${short} short ones`)
    },
  )
}
