/**
 * How much of signing up and getting back in one address may do. Counted in the database, so that it holds across
 * processes and restarts.
 *
 * Implements: NIST SP 800-63B §5.2.2; RFC 6585 §4.
 */
import type { TenantDeps } from '../../deps.ts'
import { hmacSha256 } from '../../primitives/digest.ts'
import { countStart, findAttempt } from '../../store/attempts.ts'
import { clientNetwork } from '../authentication/client-address.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type AddressLimit = Readonly<{
  pool: string
  /** In a window of so many seconds. */
  most: number
  window: number
  count: ReturnType<typeof countStart>
}>

const limit = (pool: string, most: number, window: number): AddressLimit => ({
  pool,
  most,
  window,
  count: countStart([{ from: 1, wait: 0, keep: window }]),
})

/** Asking whether a name is free, and first steps: what tells which names are taken. */
export const ASKING_LIMITS = [
  limit('enrol-address-window', 60, 5 * MINUTE),
  limit('enrol-address-day', 1000, DAY),
]

/** New accounts. */
export const SIGN_UP_LIMITS = [limit('sign-up-address-hour', 20, HOUR)]

/** Recovery codes that were shown. */
export const RECOVERY_LIMITS = [
  limit('recovery-address-window', 10, 15 * MINUTE),
  limit('recovery-address-day', 50, DAY),
]

type ChargeDeps = Pick<TenantDeps, 'db' | 'tenant' | 'secrets' | 'now'>

/** @returns undefined when it is allowed, and was counted; else how long to wait, in seconds */
export async function chargeAddress(
  deps: ChargeDeps,
  limits: readonly AddressLimit[],
  address: string,
): Promise<number | undefined> {
  const { db, tenant, secrets, now } = deps
  const tags = limits.map((each) => ({
    ...each,
    id: hmacSha256(secrets.derive('attempt'), JSON.stringify([each.pool, tenant.id, clientNetwork(address)])),
  }))
  return db.transaction(async (tx) => {
    for (const { id, pool, most, window, count } of tags) {
      const place = { tenant_id: tenant.id, id }
      const terms = { pool, most, now: now(), window_from: now() - window, expires_at: now() + window }
      if (await tx.first(count, { ...place, ...terms })) continue
      const rows = await tx.all(findAttempt, place)
      const waits = rows.map(({ window_started_at }) => window_started_at + window - now())
      // A clock that was set back makes nobody wait longer than a window.
      return Math.min(window, Math.max(1, ...waits))
    }
    return undefined
  })
}
