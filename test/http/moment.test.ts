import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { aMoment } from '../../src/http/moment.ts'

t.test('Back-Channel Logout §2.5: what arrives is waited for, and what fails holds up nobody', async (t) => {
  let has_arrived = false
  await aMoment(
    sleep(20).then(() => {
      has_arrived = true
    }),
  )
  t.equal(has_arrived, true)
  await t.resolves(aMoment(Promise.reject(new Error('unreachable'))))
})

t.test('Back-Channel Logout §2.5: what takes long is not waited for', async (t) => {
  const begun = Date.now()
  await aMoment(new Promise(() => {}))
  const taken = Date.now() - begun
  t.ok(taken >= 990 && taken < 5000, `${taken} ms`)
})
