/**
 * The count of tries at a passcode. A try counts when it starts, since its start is all that a guess needs, and is given
 * back when it succeeds. A name that nobody has is counted like any other.
 *
 * Implements: RFC 9807 §9.2; NIST SP 800-63B §5.2.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { hmacSha256 } from '../../primitives/digest.ts'
import * as attempts from '../../store/attempts.ts'
import type { Tx } from '../../store/database.ts'
import { deleteKnownBrowser } from '../../store/known-browsers.ts'
import type { PasscodeChallengeRow } from '../../store/schema.ts'
import { usernameKey } from '../users/username.ts'
import {
  ADDRESS_LIMITS,
  accountLimitOf,
  BROWSER_LIMITS,
  BROWSER_ROW_LIMIT,
  type Limit,
  retryAfter,
} from './attempt-limits.ts'
import { clientNetwork } from './client-address.ts'

/** Who tried, as it is kept with a challenge: neither name nor address can be read from it. */
export type Charged = Pick<PasscodeChallengeRow, 'name_tag' | 'address_tag' | 'known_browser_id'>

type Charge = Readonly<{ limit: Limit; id: Buffer }>
type Refusal = Readonly<{ limit: Limit; retry_after: number }>
type TagDeps = Pick<TenantDeps, 'tenant' | 'secrets'>
type ChargeDeps = TagDeps & Pick<TenantDeps, 'db' | 'now'>

/** @param known_browser_id the known browser of the person whose name it is; null: none */
export function whoTries(
  deps: TagDeps,
  username: string,
  address: string,
  known_browser_id: Buffer | null,
): Charged {
  return {
    name_tag: tagOf(deps, 'name', usernameKey(username)),
    address_tag: tagOf(deps, 'address', clientNetwork(address)),
    known_browser_id,
  }
}

/**
 * Counts a start in every pool it belongs to, up to the first that refuses it.
 *
 * @returns what was charged, for the refund
 */
export async function chargeStart(
  deps: ChargeDeps,
  who: Charged,
): Promise<Readonly<{ charged: Charged; refused: Refusal | undefined }>> {
  return deps.db.transaction(async (tx) => {
    const refused = await firstRefusal(deps, tx, allCharges(deps, who))
    const { known_browser_id } = who
    if (known_browser_id === null || refused?.limit !== BROWSER_ROW_LIMIT) return { charged: who, refused }
    // Too many in a row: from now on this browser is a stranger's.
    await tx.run(deleteKnownBrowser, { tenant_id: deps.tenant.id, id: known_browser_id })
    const stranger = { ...who, known_browser_id: null }
    return { charged: stranger, refused: await firstRefusal(deps, tx, allCharges(deps, stranger)) }
  })
}

/**
 * Gives back what a try was charged that succeeded. Success from a known browser leaves strangers' tries counted: else
 * every day's use would grant them as many again.
 */
export async function refundStart(
  deps: TagDeps,
  tx: Tx,
  { created_at: started_at, ...charged }: Charged & Readonly<{ created_at: UnixSeconds }>,
): Promise<void> {
  const tenant_id = deps.tenant.id
  for (const { id } of addressCharges(deps, charged)) {
    await tx.run(attempts.refundStart, { tenant_id, id, started_at })
  }
  for (const { id } of personCharges(deps, charged)) await tx.run(attempts.deleteAttempt, { tenant_id, id })
}

/** What an administrator does for a person whose name was tried too often. @returns whether it was tried at all */
export async function unlock(deps: TagDeps & Pick<TenantDeps, 'db'>, username: string): Promise<boolean> {
  const { id } = accountCharge(deps, tagOf(deps, 'name', usernameKey(username)))
  return (await deps.db.run(attempts.deleteAttempt, { tenant_id: deps.tenant.id, id })) === 1
}

async function firstRefusal(
  deps: ChargeDeps,
  tx: Tx,
  charges: readonly Charge[],
): Promise<Refusal | undefined> {
  const [tenant_id, now] = [deps.tenant.id, deps.now()]
  for (const { limit, id } of charges) {
    const counted = await tx.first(limit.count, {
      tenant_id,
      id,
      pool: limit.pool,
      now,
      window_from: now - limit.window,
      most: limit.most,
      expires_at: now + limit.keep,
    })
    if (counted) continue
    const rows = await tx.all(attempts.findAttempt, { tenant_id, id })
    return { limit, retry_after: Math.max(1, ...rows.map((row) => retryAfter(limit, row, now))) }
  }
  return undefined
}

const allCharges = (deps: TagDeps, who: Charged): Charge[] => [
  ...addressCharges(deps, who),
  ...personCharges(deps, who),
]

/** A known browser has limits of its own: who shares its address could lock it out otherwise. */
const addressCharges = (deps: TagDeps, { known_browser_id, address_tag }: Charged): Charge[] =>
  known_browser_id === null ? ADDRESS_LIMITS.map((limit) => chargeOf(deps, limit, address_tag)) : []

function personCharges(deps: TagDeps, { known_browser_id, name_tag }: Charged): Charge[] {
  if (known_browser_id === null) return [accountCharge(deps, name_tag)]
  return BROWSER_LIMITS.map((limit) => chargeOf(deps, limit, known_browser_id))
}

const accountCharge = (deps: TagDeps, name_tag: Buffer): Charge =>
  chargeOf(deps, accountLimitOf(deps.tenant.policy), name_tag)

const chargeOf = (deps: TagDeps, limit: Limit, tag: Buffer): Charge => ({
  limit,
  id: tagOf(deps, limit.pool, tag.toString('hex')),
})

const tagOf = ({ tenant, secrets }: TagDeps, kind: string, value: string): Buffer =>
  hmacSha256(secrets.derive('attempt'), JSON.stringify([kind, tenant.id, value]))
