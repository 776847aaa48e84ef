import t from 'tap'
import { tellTime } from '../../src/dev/told-time.ts'

const NOW = 1_795_250_467

t.test('RFC 7519 §2: an instant is said as a date in words and as a distance from now', async (t) => {
  t.same(tellTime(NOW + 3599, NOW), {
    iso: '2026-11-21T09:41:06Z',
    when: '21 November 2026 at 09:41:06 UTC',
    distance: 'in 59 minutes',
    amount: 59,
    unit: 'minute',
  })
})

for (const [seconds, distance] of [
  [0, 'now'],
  [-12, '12 seconds ago'],
  [59, 'in 59 seconds'],
  [60, 'in 1 minute'],
  [-3600, '1 hour ago'],
  [86_400, 'tomorrow'],
  [-30 * 86_400, '30 days ago'],
] as const) {
  t.test(`RFC 7519 §2: ${seconds} seconds from now are ${distance}`, async (t) => {
    t.equal(tellTime(NOW + seconds, NOW).distance, distance)
  })
}
