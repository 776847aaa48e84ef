/**
 * SHA-256 and HMAC by their published vectors, and the comparison.
 */
import t from 'tap'
import { equalInConstantTime, hmacSha256, sha256 } from '../../src/primitives/digest.ts'

t.test('FIPS 180-4 §6.2: SHA-256 of abc, as text and as bytes', async (t) => {
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  t.equal(sha256('abc').toString('hex'), expected)
  t.equal(sha256(new Uint8Array([97, 98, 99])).toString('hex'), expected)
})

t.test('RFC 4231 §4.3: HMAC-SHA-256, test case 2', async (t) => {
  const expected = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
  t.equal(hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?').toString('hex'), expected)
  t.equal(
    hmacSha256(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?')).toString('hex'),
    expected,
  )
})

t.test('Comparison: equal bytes are equal; other bytes and other lengths are not', async (t) => {
  const bytes = Buffer.from('0123456789abcdef')
  t.ok(equalInConstantTime(bytes, new Uint8Array(bytes)))
  t.ok(equalInConstantTime(Buffer.alloc(0), Buffer.alloc(0)))
  t.notOk(equalInConstantTime(bytes, Buffer.from('0123456789abcdeF')))
  t.notOk(equalInConstantTime(bytes, bytes.subarray(0, 15)))
  t.notOk(equalInConstantTime(Buffer.alloc(0), bytes))
})
