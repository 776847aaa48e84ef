/**
 * How many letters may be asked for: by the name they are asked for, whether or not anybody has it, and by the network that
 * asks. Each is one statement, so of many at the same time no more pass than may.
 */
import type { TenantDeps } from '../../deps.ts'
import { hmacSha256 } from '../../primitives/digest.ts'
import { countStart, findAttempt } from '../../store/attempts.ts'
import type { Tx } from '../../store/database.ts'
import { clientNetwork } from '../authentication/client-address.ts'
import { usernameKey } from '../users/username.ts'

type Limit = Readonly<{ pool: 'mail-name' | 'mail-network'; most: number; window: number }>

const NAME_LIMIT: Limit = { pool: 'mail-name', most: 5, window: 15 * 60 }
const NETWORK_LIMIT: Limit = { pool: 'mail-network', most: 30, window: 60 * 60 }

const COUNTS = {
  'mail-name': countStart([{ from: 1, wait: 0, keep: NAME_LIMIT.window }]),
  'mail-network': countStart([{ from: 1, wait: 0, keep: NETWORK_LIMIT.window }]),
} as const

type LimitDeps = Pick<TenantDeps, 'tenant' | 'secrets' | 'now'>

/** Inside the transaction that queues the letter. @returns how many seconds to wait; undefined: go on */
export async function chargeMail(
  deps: LimitDeps,
  tx: Tx,
  { username, address }: Readonly<{ username: string; address: string }>,
): Promise<number | undefined> {
  return (
    (await charge(deps, tx, NETWORK_LIMIT, clientNetwork(address))) ??
    (await charge(deps, tx, NAME_LIMIT, usernameKey(username)))
  )
}

async function charge(
  { tenant, secrets, now }: LimitDeps,
  tx: Tx,
  { pool, most, window }: Limit,
  value: string,
): Promise<number | undefined> {
  const id = hmacSha256(secrets.derive('attempt'), JSON.stringify([pool, tenant.id, value]))
  const key = { tenant_id: tenant.id, id }
  const span = { window_from: now() - window, expires_at: now() + window }
  if (await tx.first(COUNTS[pool], { ...key, ...span, pool, now: now(), most })) return undefined
  const rows = await tx.all(findAttempt, key)
  // A clock that was set back makes nobody wait for ever.
  return Math.min(window, Math.max(1, ...rows.map((row) => row.window_started_at + window - now())))
}
