import t from 'tap'
import {
  ADDRESS_LIMITS,
  accountLimitOf,
  BROWSER_LIMITS,
  isHardStop,
  retryAfter,
} from '../../../src/domain/authentication/attempt-limits.ts'
import { START } from '../../helpers/fixtures.ts'

const row = (starts: number, window_started_at: number, blocked_until: number) => ({
  id: Buffer.alloc(0),
  tenant_id: 'default',
  pool: '',
  starts,
  window_started_at,
  blocked_until,
  expires_at: START,
  usual_a_day: 0,
})

t.test('NIST SP 800-63B §5.2.2: the allowances of each pool', async (t) => {
  const table = [...ADDRESS_LIMITS, ...BROWSER_LIMITS].map(({ pool, most, window }) => [pool, most, window])
  t.match(table, [
    ['address-window', 30, 300],
    ['address-day', 300, 86_400],
    ['browser-window', 10, 900],
    ['browser-row', 20],
  ])
  t.equal(accountLimitOf({ methods: ['pin'], pin_length: 5 }).most, 50)
  t.equal(accountLimitOf({ methods: ['pin'], pin_length: 6 }).most, 100)
  t.equal(
    accountLimitOf({ methods: ['pin', 'pattern'], pin_length: 6 }).most,
    50,
    'a pattern is guessed sooner',
  )
})

t.test('RFC 6585 §4: how long to wait', async (t) => {
  const [window] = ADDRESS_LIMITS
  if (!window) throw new Error('no limit')
  t.equal(retryAfter(window, row(30, START, 0), START + 100), 200)
  t.equal(retryAfter(window, row(30, START, 0), START - 3600), 300, 'never longer than a window')
  const account = accountLimitOf({ methods: ['pin'], pin_length: 4 })
  t.equal(retryAfter(account, row(7, START, START + 120), START + 20), 100)
  t.equal(retryAfter(account, row(50, START, START + 120), START + 20), 3600, 'the longest at the hard stop')
})

t.test('NIST SP 800-63B §5.2.2: only the pool of a name has a hard stop', async (t) => {
  const account = accountLimitOf({ methods: ['pin'], pin_length: 4 })
  t.equal(isHardStop(account, row(49, START, START + 3600)), false)
  t.equal(isHardStop(account, row(50, START, START + 3600)), true)
  for (const limit of [...ADDRESS_LIMITS, ...BROWSER_LIMITS]) {
    t.equal(isHardStop(limit, row(limit.most, START, 0)), false, limit.pool)
  }
})
