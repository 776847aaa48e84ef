import t from 'tap'
import { PASSCODE_ACR, passcodeAmr } from '../../../src/domain/authentication/assurance.ts'

t.test('RFC 8176 §2: a passcode is one factor, whatever goes with the picture', async (t) => {
  t.equal(PASSCODE_ACR, 'urn:vignette:acr:passcode')
  t.same(passcodeAmr('none'), ['pwd'])
  t.same(passcodeAmr('pin'), ['pwd', 'pin'])
  t.same(passcodeAmr('pattern'), ['pwd', 'pin'])
})
