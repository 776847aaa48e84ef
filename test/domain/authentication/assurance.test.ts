import t from 'tap'
import {
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
