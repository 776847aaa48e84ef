/**
 * Tries at a passcode that were refused for being too many, in the audit trail. They come without end, and so are told of once an
 * hour for each pool that is full.
 *
 * Implements: NIST SP 800-63B §5.2.2.
 */
import type { Tx } from '../../store/database.ts'
import { findUserByName } from '../../store/users.ts'
import { type AuditDeps, recordRefusal } from '../audit/audit-event.ts'
import { usernameKey } from '../users/username.ts'
import type { Refusal, Tried } from './throttle.ts'

/** By what each pool tells one from another; the name of somebody who is refused by address is anybody's. */
const WHOM: Readonly<Record<Refusal['pool'], 'name_tag' | 'address_tag' | 'known_browser_id' | undefined>> = {
  account: 'name_tag',
  'browser-window': 'known_browser_id',
  'browser-row': 'known_browser_id',
  'address-window': 'address_tag',
  'address-day': 'address_tag',
  tenant: undefined,
}

export async function recordRefusedTry(
  deps: AuditDeps,
  tx: Tx,
  tried: Tried,
  pool: Refusal['pool'],
): Promise<void> {
  const by = WHOM[pool]
  const tag = by && tried[by]
  const user = by === 'name_tag' || by === 'known_browser_id' ? await personOf(deps, tx, tried) : undefined
  const event = { action: 'sign-in', detail: { rule: `too-many-${pool}` } } as const
  const about = user ? { ...event, user_id: user.id } : event
  await recordRefusal(deps, tx, about, `${pool} ${tag?.toString('hex')}`)
}

const personOf = ({ tenant }: AuditDeps, tx: Tx, { username }: Tried) =>
  tx.first(findUserByName, { tenant_id: tenant.id, username_key: usernameKey(username) })
