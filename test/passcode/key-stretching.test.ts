import t from 'tap'
import { checkKeyStretching, DEFAULT_KEY_STRETCHING } from '../../src/passcode/key-stretching.ts'

const checked = (ksf_m: number, ksf_t: number, ksf_p = 1) => checkKeyStretching({ ksf_m, ksf_t, ksf_p })

t.test('RFC 9106 §4: 64 MiB, three passes and one lane by default', async (t) => {
  t.same(DEFAULT_KEY_STRETCHING, { ksf_m: 65_536, ksf_t: 3, ksf_p: 1 })
  t.doesNotThrow(() => checkKeyStretching(DEFAULT_KEY_STRETCHING))
})

t.test('RFC 9807 §10.8: key stretching within the bounds is accepted', async (t) => {
  t.doesNotThrow(() => checked(19_456, 2))
  t.doesNotThrow(() => checked(47_104, 1))
  t.doesNotThrow(() => checked(1_048_576, 10))
})

t.test('RFC 9807 §10.8: a server that asks for weak or crushing key stretching is refused', async (t) => {
  const refused = [
    [19_455, 2],
    [47_103, 1],
    [65_536, 0],
    [65_536, 11],
    [1_048_577, 3],
    [65_536, 3, 2],
    [65_536, 3, 0],
    [65_536.5, 3],
    [65_536, 2.5],
    [Number.NaN, 3],
    [65_536, Number.NaN],
  ] as const
  for (const [ksf_m, ksf_t, ksf_p] of refused) {
    const expected = { name: 'PasscodeError', reason: 'key-stretching' }
    t.throws(() => checked(ksf_m, ksf_t, ksf_p), expected, `m=${ksf_m} t=${ksf_t} p=${ksf_p ?? 1}`)
  }
})
