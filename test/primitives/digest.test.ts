/**
 * SHA-256 and HMAC by their published vectors, and the comparison.
 */
import { createSecretKey } from 'node:crypto'
import t from 'tap'
import { equalInConstantTime, hmacSha256, hmacSha256Once, sha256 } from '../../src/primitives/digest.ts'

t.test('FIPS 180-4 §6.2: SHA-256 of abc, as text and as bytes', async (t) => {
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  t.equal(sha256('abc').toString('hex'), expected)
  t.equal(sha256(new Uint8Array([97, 98, 99])).toString('hex'), expected)
})

t.test('RFC 4231 §4.3: HMAC-SHA-256, test case 2', async (t) => {
  const expected = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
  const key = Buffer.from('Jefe')
  const text = 'what do ya want for nothing?'
  t.equal(hmacSha256(createSecretKey(key), text).toString('hex'), expected)
  t.equal(hmacSha256(createSecretKey(key), Buffer.from(text)).toString('hex'), expected)
  t.equal(hmacSha256Once(key, Buffer.from(text)).toString('hex'), expected)
})

t.test('RFC 2104 §2: a key that is used once gives what a key that is kept gives', async (t) => {
  for (const length of [1, 31, 32, 63, 64]) {
    const key = Buffer.alloc(length, 0xa7)
    const data = Buffer.alloc(3 * length, 0x5c)
    t.same(hmacSha256Once(key, data), hmacSha256(createSecretKey(key), data))
  }
})

t.test('Comparison: equal bytes are equal; other bytes and other lengths are not', async (t) => {
  const bytes = Buffer.from('0123456789abcdef')
  t.ok(equalInConstantTime(bytes, new Uint8Array(bytes)))
  t.ok(equalInConstantTime(Buffer.alloc(0), Buffer.alloc(0)))
  t.notOk(equalInConstantTime(bytes, Buffer.from('0123456789abcdeF')))
  t.notOk(equalInConstantTime(bytes, bytes.subarray(0, 15)))
  t.notOk(equalInConstantTime(Buffer.alloc(0), bytes))
})
