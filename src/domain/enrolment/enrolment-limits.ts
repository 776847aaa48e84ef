/**
 * How much of signing up and getting back in one address may do.
 *
 * Implements: NIST SP 800-63B §5.2.2; RFC 6585 §4.
 */
import type { TenantDeps } from '../../deps.ts'
import { clientNetwork } from '../authentication/client-address.ts'
import { chargeWindow, type WindowLimit, windowLimit } from '../authentication/window-limit.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Asking whether a name is free, and first steps: what tells which names are taken. */
export const ASKING_LIMITS = [
  windowLimit('enrol-address-window', 60, 5 * MINUTE),
  windowLimit('enrol-address-day', 1000, DAY),
]

/** New accounts. */
export const SIGN_UP_LIMITS = [windowLimit('sign-up-address-hour', 20, HOUR)]

/** Recovery codes that were shown. */
export const RECOVERY_LIMITS = [
  windowLimit('recovery-address-window', 10, 15 * MINUTE),
  windowLimit('recovery-address-day', 50, DAY),
]

type ChargeDeps = Pick<TenantDeps, 'db' | 'tenant' | 'secrets' | 'now'>

/** @returns undefined when it is allowed, and was counted; else how long to wait, in seconds */
export async function chargeAddress(
  deps: ChargeDeps,
  limits: readonly WindowLimit[],
  address: string,
): Promise<number | undefined> {
  const network = clientNetwork(address)
  return deps.db.transaction(async (tx) => {
    for (const limit of limits) {
      const wait = await chargeWindow(deps, tx, limit, network)
      if (wait !== undefined) return wait
    }
    return undefined
  })
}
