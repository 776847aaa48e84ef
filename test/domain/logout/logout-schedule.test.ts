import t from 'tap'
import { CLAIM_TTL, KEPT_FOR, waitAfter } from '../../../src/domain/logout/logout-schedule.ts'

const DAY = 86_400

t.test('Back-Channel Logout §2.5: tried again at growing intervals, and given up within a day', async (t) => {
  const waits: number[] = []
  for (let tries = 1; ; tries += 1) {
    const wait = waitAfter(tries)
    if (wait === undefined) break
    t.ok(wait > (waits.at(-1) ?? 0), `after try ${tries}`)
    waits.push(wait)
  }
  const whole = waits.reduce((sum, wait) => sum + wait, 0)
  t.ok(whole > DAY * 0.9 && whole <= DAY, `${whole} seconds`)
  t.ok(KEPT_FOR > whole + CLAIM_TTL)
})
