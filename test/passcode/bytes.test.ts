import t from 'tap'
import {
  fromBase64url,
  hasBytesAt,
  joinBytes,
  toBase64url,
  uint16,
  uint32,
} from '../../src/passcode/bytes.ts'

t.test('RFC 4648 §5: base64url without padding, there and back', async (t) => {
  for (let length = 0; length < 10; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => 251 + index * 37)
    t.equal(toBase64url(bytes), Buffer.from(bytes).toString('base64url'))
    t.same(fromBase64url(toBase64url(bytes)), bytes)
  }
})

t.test('RFC 4648 §5: what is not base64url is told', async (t) => {
  for (const text of ['a', 'abcde', 'ab==', 'ab+/', 'ab cd', 'äö', '\n'])
    t.equal(fromBase64url(text), undefined)
})

t.test('Visual passcode: lengths and versions are big-endian', async (t) => {
  t.same(uint16(0x1234), Uint8Array.of(0x12, 0x34))
  t.same(uint32(0xf1234567), Uint8Array.of(0xf1, 0x23, 0x45, 0x67))
})

t.test('Visual passcode: bytes are joined in order and compared in place', async (t) => {
  const joined = joinBytes([Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3)])
  t.same(joined, Uint8Array.of(1, 2, 3))
  t.ok(hasBytesAt(joined, 1, Uint8Array.of(2, 3)))
  t.notOk(hasBytesAt(joined, 2, Uint8Array.of(3, 0)), 'beyond the end there is nothing')
})
