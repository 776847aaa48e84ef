/**
 * What is sealed opens under the same key, for the same label and context, unaltered, and not otherwise.
 */
import t from 'tap'
import { systemRandom } from '../../src/primitives/random.ts'
import {
  makeSealing,
  makeSecrets,
  openIfSealed,
  secretKeyId,
  UnsealError,
} from '../../src/primitives/sealing.ts'
import { testSecrets } from '../helpers/secrets.ts'

const KEY = Buffer.alloc(32, 7)
const OTHER = Buffer.alloc(32, 8)
const secrets = testSecrets(KEY, systemRandom)
const plain = Buffer.from('the private key')
const sealed = secrets.seal('signing-key', ['default', 'kid'], plain)

const moved = { name: 'UnsealError', message: /altered, or moved/ } as const
const foreign = { name: 'UnsealError', message: /under another secret key/ } as const

t.test(
  'SP 800-38D §7.2: what was sealed opens again, with another key object of the same bytes too',
  async (t) => {
    t.same(secrets.open('signing-key', ['default', 'kid'], sealed), plain)
    const again = testSecrets(Buffer.from(KEY), systemRandom)
    t.same(again.open('signing-key', ['default', 'kid'], new Uint8Array(sealed)), plain)
    t.same(secrets.open('nothing', [], secrets.seal('nothing', [], Buffer.alloc(0))), Buffer.alloc(0))
  },
)

t.test('SP 800-38D §8.2: a nonce of its own for each value', async (t) => {
  const values = Array.from({ length: 50 }, () => secrets.seal('signing-key', [], plain))
  t.equal(new Set(values.map((value) => value.subarray(8, 20).toString('hex'))).size, 50)
  t.equal(new Set(values.map((value) => value.subarray(20).toString('hex'))).size, 50)
  t.notOk(sealed.includes(plain))
})

t.test('Sealing: under another label or context it does not open', async (t) => {
  const elsewhere: [string, string[]][] = [
    ['passcode-record', ['default', 'kid']],
    ['signing-key', ['other', 'kid']],
    ['signing-key', ['default']],
    ['signing-key', ['kid', 'default']],
    ['signing-key', ['default', 'kid', '']],
    ['signing-key', ['defaultkid']],
    ['signing-key', []],
  ]
  for (const [label, context] of elsewhere) {
    t.throws(() => secrets.open(label, context, sealed), moved, `${label} ${context.join('/')}`)
  }
})

t.test('Sealing: what a browser brings opens or is nothing, and a fault of ours stays one', async (t) => {
  t.same(openIfSealed(secrets, 'signing-key', ['default', 'kid'], sealed), plain)
  t.equal(openIfSealed(secrets, 'signing-key', ['other', 'kid'], sealed), undefined)
  t.equal(openIfSealed(secrets, 'signing-key', ['default', 'kid'], Buffer.alloc(0)), undefined)
  const broken = { open: () => JSON.parse('{') }
  t.throws(() => openIfSealed(broken, 'signing-key', [], sealed), SyntaxError)
})

t.test('Sealing: parts of a context do not run into each other', async (t) => {
  const value = secrets.seal('x', ['a","b'], plain)
  t.throws(() => secrets.open('x', ['a', 'b'], value), moved)
})

t.test('Sealing: under another secret key it does not open, and the fault says so', async (t) => {
  const other = testSecrets(OTHER, systemRandom)
  t.throws(() => other.open('signing-key', ['default', 'kid'], sealed), foreign)
})

t.test('SP 800-38D §7.2: no bit may differ', async (t) => {
  for (let index = 0; index < sealed.length; index += 1) {
    const altered = Buffer.from(sealed)
    altered[index] = (altered[index] ?? 0) ^ 1
    t.throws(() => secrets.open('signing-key', ['default', 'kid'], altered), UnsealError, `byte ${index}`)
  }
})

t.test('SP 800-38D §7.2: a value that was cut does not open, wherever', async (t) => {
  for (let length = 0; length < sealed.length; length += 1) {
    const cut = sealed.subarray(0, length)
    t.throws(() => secrets.open('signing-key', ['default', 'kid'], cut), UnsealError, `${length} bytes`)
  }
  t.throws(() => secrets.open('signing-key', ['default', 'kid'], sealed.subarray(0, 35)), moved)
  t.throws(() => secrets.open('signing-key', ['default', 'kid'], Buffer.concat([sealed, sealed])), moved)
})

t.test('RFC 5869 §2.3: a key for each purpose, the same at every start', async (t) => {
  const root = Buffer.alloc(32, 1)
  const derived = (label: string, from = root, sealing = secrets) =>
    makeSecrets(sealing, from).derive(label).export()
  t.equal(derived('csrf').length, 32)
  t.same(derived('csrf'), derived('csrf', Buffer.from(root)))
  t.notSame(derived('csrf'), derived('name-tag'))
  t.notSame(derived('csrf'), derived('csrf', Buffer.alloc(32, 2)))
  t.notSame(derived('csrf'), root)
  t.same(derived('csrf'), derived('csrf', root, testSecrets(OTHER, systemRandom)))
})

t.test('SP 800-57 Part 1 §5.3.5: a key that was replaced opens, and seals no more', async (t) => {
  const both = testSecrets(OTHER, systemRandom, KEY)
  t.same(both.keyIds(), { current: secretKeyId(OTHER), previous: secretKeyId(KEY) })
  t.same(both.open('signing-key', ['default', 'kid'], sealed), plain)
  t.throws(() => both.open('signing-key', ['default', 'other'], sealed), moved)
  const anew = both.seal('signing-key', ['default', 'kid'], plain)
  t.equal(anew.toString('hex', 0, 8), secretKeyId(OTHER))
  t.throws(() => secrets.open('signing-key', ['default', 'kid'], anew), foreign)
  t.same(testSecrets(OTHER, systemRandom).open('signing-key', ['default', 'kid'], anew), plain)
})

t.test('Sealing: the same key twice is one key', async (t) => {
  t.same(testSecrets(KEY, systemRandom, Buffer.from(KEY)).keyIds(), {
    current: secretKeyId(KEY),
    previous: undefined,
  })
})

t.test('Sealing: a process that runs takes over a key that another has made', async (t) => {
  let keys: { current: Buffer; previous: Buffer | undefined } = { current: KEY, previous: undefined }
  const running = makeSealing(() => keys, systemRandom)
  keys = { current: OTHER, previous: KEY }
  t.equal(running.keyIds().current, secretKeyId(KEY), 'not before it is told, or has to')
  const theirs = testSecrets(OTHER, systemRandom).seal('mail', [], plain)
  t.same(running.open('mail', [], theirs), plain)
  t.equal(running.keyIds().current, secretKeyId(OTHER))
  t.same(running.open('signing-key', ['default', 'kid'], sealed), plain, 'and keeps what it had')

  keys = { current: OTHER, previous: undefined }
  running.renew()
  t.same(running.keyIds(), { current: secretKeyId(OTHER), previous: undefined })
  t.throws(() => running.open('signing-key', ['default', 'kid'], sealed), foreign)
})
