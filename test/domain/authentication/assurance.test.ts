import t from 'tap'
import {
  CONNECTION_ACR,
  connectionAmr,
  MAIL_ACR,
  MAIL_AMR,
  PASSCODE_ACR,
  passcodeAmr,
} from '../../../src/domain/authentication/assurance.ts'

t.test('RFC 8176 §2: a passcode is one factor, whatever goes with the picture', async (t) => {
  t.equal(PASSCODE_ACR, 'urn:vignette:acr:passcode')
  t.same(passcodeAmr('none'), ['pwd'])
  t.same(passcodeAmr('pin'), ['pwd', 'pin'])
  t.same(passcodeAmr('pattern'), ['pwd', 'pin'])
})

t.test('RFC 8176 §2: a mailed link is another factor, and says so', async (t) => {
  t.equal(MAIL_ACR, 'urn:vignette:acr:mail')
  t.same(MAIL_AMR, ['otp'])
})

t.test('RFC 8176 §2: who came in elsewhere came in as is said there, or somehow', async (t) => {
  t.equal(CONNECTION_ACR, 'urn:vignette:acr:connection')
  t.same(connectionAmr(['mfa', 'hwk']), ['mfa', 'hwk'])
  for (const told of [undefined, null, 'mfa', [], [1, null], ['a b', '', 'ä', 'x'.repeat(51)]]) {
    t.same(connectionAmr(told), ['fed'])
  }
  t.same(connectionAmr(['a b', 'mfa']), ['mfa'])
  t.equal(connectionAmr(Array.from({ length: 99 }, (_, index) => `w${index}`)).length, 10)
})
