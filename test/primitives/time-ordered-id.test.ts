/**
 * Row keys, and the texts that carry them with a secret.
 */
import t from 'tap'
import { sha256 } from '../../src/primitives/digest.ts'
import { systemRandom } from '../../src/primitives/random.ts'
import {
  handleText,
  newHandle,
  parseHandle,
  parseUuid,
  secretMatches,
  timeOfId,
  timeOrderedId,
  uuidText,
} from '../../src/primitives/time-ordered-id.ts'

const NOW = 1_645_557_742 // 2022-02-22T19:22:22Z, as in RFC 9562 Appendix A.6

t.test('RFC 9562 §5.7, Appendix A.6: milliseconds, version 7, counter, variant, chance', async (t) => {
  const chance = Buffer.from('18c4dc0c0c07398f', 'hex')
  const id = timeOrderedId(NOW, () => chance, 'code')
  // The example's time and tail; where it has chance behind the version, ours counts.
  t.equal(uuidText(id), '017f22e2-79b0-7000-98c4-dc0c0c07398f')
  t.equal(timeOfId(id), NOW)
})

t.test('RFC 9562 §5.7: version and variant stand there whatever chance brings', async (t) => {
  for (const byte of [0x00, 0xff]) {
    const id = uuidText(timeOrderedId(NOW, (_purpose, length) => Buffer.alloc(length, byte), 'code'))
    t.match(id, /^017f22e2-79b0-7[0-9a-f]{3}-[8b][0f]{3}-[0f]{12}$/)
  }
})

t.test('RFC 9562 §6.2: keys of one second grow, by thousands, and stay in their second', async (t) => {
  const ids = Array.from({ length: 10_000 }, () => timeOrderedId(NOW + 7, systemRandom, 'code'))
  t.same(ids.toSorted(Buffer.compare), ids)
  t.ok(ids.every((id) => Math.floor(id.readUIntBE(0, 6) / 1000) === NOW + 7))
})

t.test('RFC 9562 §6.2: a clock that was set back gives keys of its own time, none twice', async (t) => {
  const ids = [NOW + 9, NOW, NOW + 9, NOW].map((now) => uuidText(timeOrderedId(now, systemRandom, 'code')))
  t.equal(new Set(ids).size, 4)
})

t.test('RFC 9562 §6.11: a later key is a greater one', async (t) => {
  const instants = [0, 1, NOW, NOW + 1, 2 ** 31, 2 ** 32 + 1, 9_999_999_999]
  const ids = instants.map((now) => timeOrderedId(now, systemRandom, 'code'))
  t.same(ids.toSorted(Buffer.compare), ids)
})

t.test('RFC 9562 §4: a UUID in text and back', async (t) => {
  const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
  t.equal(uuidText(id), '00112233-4455-6677-8899-aabbccddeeff')
  t.equal(uuidText(new Uint8Array(id)), '00112233-4455-6677-8899-aabbccddeeff')
  t.same(parseUuid('00112233-4455-6677-8899-aabbccddeeff'), id)
})

t.test('RFC 9562 §4: what is no UUID in text is not taken for one', async (t) => {
  const good = '00112233-4455-6677-8899-aabbccddeeff'
  const bad = [
    '',
    'x',
    good.slice(1),
    `${good}0`,
    `${good}\n`,
    ` ${good}`,
    good.replaceAll('-', ''),
    good.replace('a', 'g'),
    good.toUpperCase(),
    '001122334-455-6677-8899-aabbccddeeff',
    `{${good}}`,
  ]
  for (const text of bad) t.equal(parseUuid(text), undefined, JSON.stringify(text))
})

t.test('Handle: the text carries key and secret, 64 characters of base64url', async (t) => {
  const handle = newHandle(NOW, systemRandom, 'code')
  t.equal(handle.secret.length, 32)
  const text = handleText(handle)
  t.match(text, /^[A-Za-z0-9_-]{64}$/)
  t.same(parseHandle(text), handle)
})

t.test('Handle: key and secret are two draws, named by their purpose', async (t) => {
  const draws: [string, number][] = []
  newHandle(
    NOW,
    (purpose, length) => {
      draws.push([purpose, length])
      return Buffer.alloc(length)
    },
    'refresh-token',
  )
  t.same(draws, [
    ['refresh-token', 8],
    ['refresh-token', 32],
  ])
})

t.test('Handle: no other text stands for one', async (t) => {
  const text = handleText(newHandle(NOW, systemRandom, 'code'))
  const bad = [
    '',
    'x',
    text.slice(1),
    `${text}A`,
    `${text}=`,
    ` ${text}`,
    `${text}\n`,
    `${text.slice(0, 63)}*`,
    `${text.slice(0, 10)} ${text.slice(10)}`,
    `${text.slice(0, 60)}++//`,
  ]
  for (const other of bad) t.equal(parseHandle(other), undefined, JSON.stringify(other))
})

t.test('Handle: its secret is compared with a hash, and no other secret has it', async (t) => {
  const handle = newHandle(NOW, systemRandom, 'code')
  t.ok(secretMatches(handle, sha256(handle.secret)))
  t.notOk(secretMatches({ ...handle, secret: Buffer.alloc(32) }, sha256(handle.secret)))
  t.notOk(secretMatches(handle, handle.secret))
  t.notOk(secretMatches(handle, Buffer.alloc(0)))
})
