import t from 'tap'
import { readSettings } from '../../../src/domain/settings.ts'
import { TenantPolicy } from '../../../src/domain/tenants/tenant-policy.ts'
import { readPasscode } from '../../../src/domain/users/stated-passcode.ts'
import { pngFile } from '../../helpers/pictures.ts'

const picture = pngFile()
const policy = readSettings(TenantPolicy, { methods: ['pin', 'pattern', 'none'] })

t.test(
  'Visual passcode: what is typed on the command line becomes what the browser would encode',
  async (t) => {
    t.same(readPasscode(policy, { picture, secret: { method: 'none' } }), {
      picture,
      secret: { method: 'none' },
    })
    t.same(readPasscode(policy, { picture, secret: { method: 'pin', typed: '012345' } }).secret, {
      method: 'pin',
      digits: '012345',
    })
    t.same(readPasscode(policy, { picture, secret: { method: 'pattern', typed: '1-2-5-8-9' } }).secret, {
      method: 'pattern',
      grid: 3,
      points: [0, 1, 4, 7, 8],
    })
  },
)

t.test('Visual passcode: what the tenant does not take is refused', async (t) => {
  const faulty = { name: 'Refusal', reason: 'faulty' }
  t.throws(() => readPasscode(policy, { picture, secret: { method: 'pin', typed: '1234' } }), faulty)
  t.throws(
    () => readPasscode(policy, { picture, secret: { method: 'pattern', typed: 'up and down' } }),
    faulty,
  )
  const text = Buffer.from('no picture')
  t.throws(() => readPasscode(policy, { picture: text, secret: { method: 'none' } }), faulty)
})

t.test('Visual passcode: a fault of another kind is not taken for a wrong passcode', async (t) => {
  t.throws(() => readPasscode({} as TenantPolicy, { picture, secret: { method: 'none' } }), TypeError)
})
