import t from 'tap'
import { encodePasscode, type PasscodeSecret } from '../../src/passcode/passcode-secret.ts'

const tenant_uuid = '00112233-4455-6677-8899-aabbccddeeff'
const picture_digest = new Uint8Array(32).fill(1)
const encode = (secret: PasscodeSecret) => encodePasscode({ tenant_uuid, picture_digest, secret })

// Fixed here: whoever changes one of these locks out everybody who registered before.
t.test('Visual passcode: the vectors of secret encoding version 1', async (t) => {
  t.equal(
    await encode({ method: 'none' }),
    'vdGP_ydZS1EXcoFhqJrjdqnwf-mfq5HqtqaENilP-J-1VK3EnpVtu_bGGXXvL3juisBAzYeSbaT7Fwjhzj_Iuw',
  )
  t.equal(
    await encode({ method: 'pin', digits: '0123' }),
    'fxMcFgp-H64k4P_baFvin1slcLS7KDlR1H9AyetqRi0kYXzPf0UwUAzi8YfXLaBMtK0Q-hZwty02FN2MGZFPZQ',
  )
  t.equal(
    await encode({ method: 'pin', digits: '012345' }),
    'sT6BdbtUlRBd8OKfAEaGYsfjpei9XFsXsBIgLpzqOLUE07IqtTAS7Uvx4JoSqFY7CmeFrRiTUgppyF9EOPpcqw',
  )
  t.equal(
    await encode({ method: 'pattern', grid: 3, points: [0, 2, 8] }),
    'U8OeY8KY0U7GLdAuO2qgNwqXvMe53az36QkEL9H3scWptMvaqCJmcYiZUTatw3YuMpOlWugdSYY2H5IFE62oAg',
  )
  t.equal(
    await encode({ method: 'pattern', grid: 4, points: [0, 5, 10, 15] }),
    'nGa0ZwVp0i0EeRjgvAZc50o4XH9Tpt2lkZHEa-CpDyMjpbgUxUPKYVPV8LvnOlcbjcSP0OtwZBaH9Q72nL18NQ',
  )
})

t.test('Visual passcode: touch, keyboard and typed input have one encoding', async (t) => {
  t.equal(
    await encode({ method: 'pattern', grid: 3, points: [0, 1, 2, 5, 8] }),
    await encode({ method: 'pattern', grid: 3, points: [0, 2, 8] }),
  )
  t.equal(await encode({ method: 'pin', digits: '०१२३' }), await encode({ method: 'pin', digits: '0123' }))
})

t.test('Visual passcode: every part of the passcode counts', async (t) => {
  const passcode = {
    tenant_uuid,
    picture_digest,
    secret: { method: 'pattern', grid: 3, points: [0, 1, 2] },
  } as const
  const others = await Promise.all([
    encodePasscode(passcode),
    encodePasscode({ ...passcode, tenant_uuid: '00112233-4455-6677-8899-aabbccddeefe' }),
    encodePasscode({ ...passcode, picture_digest: new Uint8Array(32).fill(2) }),
    encodePasscode({ ...passcode, secret: { method: 'pattern', grid: 4, points: [0, 1, 2] } }),
    encodePasscode({ ...passcode, secret: { method: 'pattern', grid: 3, points: [2, 1, 0] } }),
    encodePasscode({ ...passcode, secret: { method: 'pin', digits: '012' } }),
    encodePasscode({ ...passcode, secret: { method: 'pin', digits: '0012' } }),
    encodePasscode({ ...passcode, secret: { method: 'none' } }),
  ])
  t.equal(new Set(others).size, others.length)
  t.same(new Set(others.map((password) => password.length)), new Set([86]))
})

t.test('Visual passcode: what has no encoding is refused', async (t) => {
  await t.rejects(encode({ method: 'pin', digits: '12' }), { name: 'PasscodeError', reason: 'pin' })
  await t.rejects(encode({ method: 'pattern', grid: 3, points: [0, 1] }), {
    name: 'PasscodeError',
    reason: 'pattern',
  })
  const secret = { method: 'none' } as const
  for (const wrong of ['', 'default', tenant_uuid.toUpperCase(), tenant_uuid.replaceAll('-', '')]) {
    await t.rejects(encodePasscode({ tenant_uuid: wrong, picture_digest, secret }), {
      name: 'PasscodeError',
      reason: 'tenant',
    })
  }
  const short = picture_digest.subarray(1)
  await t.rejects(encodePasscode({ tenant_uuid, picture_digest: short, secret }), {
    name: 'PasscodeError',
    reason: 'digest',
  })
})
