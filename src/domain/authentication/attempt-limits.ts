/**
 * How many tries at a passcode are allowed, by pool. Strangers' tries and those from a browser that a person has used
 * before are counted apart, so that no stranger can lock a person out of her own browser.
 *
 * Implements: NIST SP 800-63B §5.2.2 (throttling); RFC 9807 §9.2.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import type { AttemptRow } from '../../store/attempts.ts'
import { countStart, type Step } from '../../store/attempts.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'
import type { WindowLimit } from './window-limit.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY
/** Beyond every clock: ends with an unlock only. */
const FOREVER = 100_000_000_000

/** Of starts that were not refunded. */
export type Limit = WindowLimit &
  Readonly<{
    pool: 'account' | 'browser-window' | 'browser-row' | 'address-window' | 'address-day'
    /** Nobody is told to wait longer. */
    longestWait: number
    keep: number
  }>

/** After this many starts in a row the next has to wait so many seconds. */
const WAITS = [
  [11, HOUR],
  [10, 30 * MINUTE],
  [9, 15 * MINUTE],
  [8, 5 * MINUTE],
  [7, 2 * MINUTE],
  [6, MINUTE],
  [5, 30],
] as const

/** Names that were hardly tried are forgotten first: there is no end of names to try. */
function accountLimit(most: number): Limit {
  const keep = 30 * DAY
  const steps: Step[] = [
    { from: most, wait: HOUR, keep: FOREVER },
    ...WAITS.map(([from, wait]) => ({ from, wait, keep: YEAR })),
    { from: 1, wait: 0, keep },
  ]
  return { pool: 'account', most, window: FOREVER, longestWait: HOUR, keep, count: countStart(steps) }
}

function limitOf(pool: Limit['pool'], most: number, window: number, keep = window): Limit {
  return { pool, most, window, longestWait: window, keep, count: countStart([{ from: 1, wait: 0, keep }]) }
}

export const ADDRESS_LIMITS = [limitOf('address-window', 30, 5 * MINUTE), limitOf('address-day', 300, DAY)]

/** After the second, in a row, the browser is not known any more. */
export const BROWSER_LIMITS = [
  limitOf('browser-window', 10, 15 * MINUTE),
  limitOf('browser-row', 20, FOREVER, YEAR),
]

const ACCOUNT_LIMIT = accountLimit(50)
const ACCOUNT_LIMIT_OF_LONG_PINS = accountLimit(100)

/** Twice as many where nothing but a PIN of six digits or more is taken. */
export function accountLimitOf({ methods, pin_length }: Pick<TenantPolicy, 'methods' | 'pin_length'>): Limit {
  const hasLongPins = pin_length >= 6 && methods.every((method) => method === 'pin')
  return hasLongPins ? ACCOUNT_LIMIT_OF_LONG_PINS : ACCOUNT_LIMIT
}

/** @returns how long the next start has to wait, in seconds; a clock that was set back makes nobody wait for ever */
export function retryAfter({ most, window, longestWait }: Limit, row: AttemptRow, now: UnixSeconds): number {
  const until = row.starts >= most ? row.window_started_at + window : row.blocked_until
  return Math.min(until - now, longestWait)
}

/** Where no wait ends it. */
export const isHardStop = ({ pool, most }: Limit, { starts }: AttemptRow): boolean =>
  pool === 'account' && starts >= most
