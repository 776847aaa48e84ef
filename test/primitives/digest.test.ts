/**
 * SHA-256 and HMAC by their published vectors, and the comparison.
 */
import { createHmac, createSecretKey } from 'node:crypto'
import t from 'tap'
import { equalInConstantTime, hmacSha256, sha256 } from '../../src/primitives/digest.ts'

t.test('FIPS 180-4 §6.2: SHA-256 of abc, as text and as bytes', async (t) => {
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  t.equal(sha256('abc').toString('hex'), expected)
  t.equal(sha256(new Uint8Array([97, 98, 99])).toString('hex'), expected)
})

t.test('RFC 4231 §4: HMAC-SHA-256, test cases 2, 4 and 6', async (t) => {
  const cases = [
    [
      Buffer.from('Jefe'),
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      Buffer.from('0102030405060708090a0b0c0d0e0f10111213141516171819', 'hex'),
      Buffer.alloc(50, 0xcd),
      '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    ],
    [
      Buffer.alloc(131, 0xaa),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ] as const
  for (const [key, data, expected] of cases) {
    t.equal(hmacSha256(key, data).toString('hex'), expected)
    t.equal(hmacSha256(createSecretKey(key), data).toString('hex'), expected)
  }
})

t.test('RFC 2104 §2: a key that is kept, and one that is used once, give what Node gives', async (t) => {
  for (const length of [1, 31, 32, 63, 64, 65]) {
    const bytes = Buffer.alloc(length, 0xa7)
    const key = createSecretKey(bytes)
    for (const data of [Buffer.alloc(3 * length, 0x5c), '', 'Ünï\u{1F511}']) {
      const expected = createHmac('sha256', key).update(data).digest()
      t.same([hmacSha256(bytes, data), hmacSha256(key, data), hmacSha256(key, data)], Array(3).fill(expected))
    }
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
