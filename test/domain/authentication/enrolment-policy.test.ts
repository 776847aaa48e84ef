import t from 'tap'
import { checkEnrolment, EnrolmentError } from '../../../src/domain/authentication/enrolment-policy.ts'
import type { PasscodeSecret } from '../../../src/passcode/passcode-secret.ts'
import { PICTURE, PIN } from '../../helpers/passcode.ts'

const POLICY = {
  methods: ['pin', 'pattern', 'none'] as ('pin' | 'pattern' | 'none')[],
  pin_length: 6,
  pattern_points: 5,
  grid: 3 as const,
}
const pattern = (points: number[], grid: 3 | 4 = 3): PasscodeSecret => ({ method: 'pattern', grid, points })

t.test('Visual passcode: a tenant takes what its sign-in page can ask for', async (t) => {
  const taken: PasscodeSecret[] = [
    PIN,
    { method: 'pin', digits: '٠١٢٣٤٥' },
    { method: 'none' },
    pattern([0, 1, 2, 5, 8]),
    pattern([0, 2, 8, 6]),
  ]
  for (const secret of taken) t.doesNotThrow(() => checkEnrolment(POLICY, PICTURE, secret))
})

t.test('Visual passcode: and nothing else', async (t) => {
  const refused: [RegExp, PasscodeSecret, (typeof POLICY)['methods']?][] = [
    [/6 digits/, { method: 'pin', digits: '01234' }],
    [/6 digits/, { method: 'pin', digits: '0123456' }],
    [/6 digits/, { method: 'pin', digits: 'secret' }],
    [/5 points of 3 by 3/, pattern([0, 1, 2, 5])],
    [/5 points/, pattern([0, 1, 2, 5, 5])],
    [/5 points/, pattern([0, 1, 2, 3, 7], 4)],
    [/does not take a PIN/, PIN, ['pattern']],
    [/does not take a pattern/, pattern([0, 1, 2, 5, 8]), ['pin']],
    [/does not take a picture alone/, { method: 'none' }, ['pin']],
  ]
  for (const [message, secret, methods = POLICY.methods] of refused) {
    t.throws(() => checkEnrolment({ ...POLICY, methods }, PICTURE, secret), {
      name: 'EnrolmentError',
      message,
    })
  }
})

t.test('Visual passcode: a file that the browser would refuse is refused', async (t) => {
  const huge = Buffer.concat([PICTURE, Buffer.alloc(25 * 1024 * 1024)])
  t.throws(() => checkEnrolment(POLICY, huge, PIN), new EnrolmentError('The picture is larger than 25 MB.'))
  t.throws(() => checkEnrolment(POLICY, Buffer.from('no picture'), PIN), /not a picture/)
})
