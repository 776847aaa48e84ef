/**
 * The count of tries at a passcode. A try counts when it starts, since its start is all that a guess needs, and is given
 * back when it succeeds. A name that nobody has is counted like any other.
 *
 * Implements: RFC 9807 §9.2; NIST SP 800-63B §5.2.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import * as attempts from '../../store/attempts.ts'
import type { Tx } from '../../store/database.ts'
import { deleteKnownBrowser } from '../../store/known-browsers.ts'
import { usernameKey } from '../users/username.ts'
import { accountCharge, addressCharges, type Charge, type Charged, personCharges } from './attempt-charges.ts'
import { tellOfManyTries } from './attempt-letters.ts'
import { isHardStop, type Limit, retryAfter } from './attempt-limits.ts'
import { type TagDeps, tagOf } from './attempt-tags.ts'
import { clientNetwork } from './client-address.ts'
import { recordRefusedTry } from './refused-try.ts'
import { countInTenant, isInStorm, refundInTenant, type Storm } from './tenant-storm.ts'

/** `username` is as it was typed. */
export type Tried = Charged & Readonly<{ username: string }>

/** `prove-mailbox`: the browser may try once it has shown that it is the one of somebody who reads the person's mail. */
export type Refusal = Readonly<
  | { next: 'wait'; pool: Limit['pool']; retry_after: number }
  | { next: 'prove-mailbox'; pool: Limit['pool'] | 'tenant' }
>

type ChargeDeps = TagDeps &
  Pick<TenantDeps, 'db' | 'now' | 'random' | 'languages' | 'mail' | 'notice' | 'requester'>
type Outcome = Readonly<{ charged: Charged; refused: Refusal | undefined; storm: Storm | undefined }>

/** @param known_browser_id the known browser of the person whose name it is; null: none */
export function whoTries(
  deps: TagDeps,
  username: string,
  address: string,
  known_browser_id: Buffer | null,
): Tried {
  return {
    username,
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
  who: Tried,
): Promise<Pick<Outcome, 'charged' | 'refused'>> {
  const { charged, refused, storm } = await deps.db.transaction(async (tx) => {
    const outcome = await chargeAll(deps, tx, who)
    if (outcome.refused) await recordRefusedTry(deps, tx, who, outcome.refused.pool)
    return outcome
  })
  if (storm) {
    const [sent, expected] = [`${storm.starts} tries`, `${storm.usual_a_day} in a usual day`]
    deps.notice({ flow: 'passcode', step: 'storm', rule: 'too-many-tenant', sent, expected })
  }
  return { charged, refused }
}

async function chargeAll(deps: ChargeDeps, tx: Tx, { username, ...charged }: Tried): Promise<Outcome> {
  const { known_browser_id } = charged
  if (known_browser_id === null) return chargeStranger(deps, tx, charged, username)
  const by_browser = await firstRefusal(deps, tx, personCharges(deps, charged))
  if (by_browser?.pool !== 'browser-row') return { charged, refused: by_browser, storm: undefined }
  // Too many in a row: from now on this browser is a stranger's.
  await tx.run(deleteKnownBrowser, { tenant_id: deps.tenant.id, id: known_browser_id })
  return chargeStranger(deps, tx, { ...charged, known_browser_id: null }, username)
}

async function chargeStranger(
  deps: ChargeDeps,
  tx: Tx,
  charged: Charged,
  username: string,
): Promise<Outcome> {
  const by_address = await firstRefusal(deps, tx, addressCharges(deps, charged))
  if (by_address) return { charged, refused: by_address, storm: undefined }
  if (deps.mail.is_configured && (await isInStorm(deps, tx))) {
    // It counts: the storm is over when nobody tries so often any more.
    await countInTenant(deps, tx)
    return { charged, refused: { next: 'prove-mailbox', pool: 'tenant' }, storm: undefined }
  }
  const { limit, id } = accountCharge(deps, charged.name_tag)
  const counted = await countOne(deps, tx, { limit, id })
  if (!counted) return { charged, refused: await refusalOf(deps, tx, { limit, id }), storm: undefined }
  if (counted.starts === limit.most) await tellOfManyTries(deps, tx, username, limit.most)
  return { charged, refused: undefined, storm: await countInTenant(deps, tx) }
}

/**
 * Gives back what a try was charged that succeeded. Success from a known browser leaves strangers' tries counted: else
 * every day's use would grant them as many again.
 *
 * @returns how many tries in a row had failed before
 */
export async function refundStart(
  deps: TagDeps,
  tx: Tx,
  { created_at: started_at, ...charged }: Charged & Readonly<{ created_at: UnixSeconds }>,
): Promise<number> {
  const tenant_id = deps.tenant.id
  for (const { id } of addressCharges(deps, charged)) {
    await tx.run(attempts.refundStart, { tenant_id, id, started_at })
  }
  const starts = [1]
  for (const { id } of personCharges(deps, charged)) {
    const cleared = await tx.all(attempts.deleteAttempt, { tenant_id, id })
    starts.push(...cleared.map((row) => row.starts))
  }
  if (charged.known_browser_id === null) await refundInTenant(deps, tx, started_at)
  return Math.max(...starts) - 1
}

async function firstRefusal(
  deps: ChargeDeps,
  tx: Tx,
  charges: readonly Charge[],
): Promise<Refusal | undefined> {
  for (const charge of charges) {
    if (!(await countOne(deps, tx, charge))) return refusalOf(deps, tx, charge)
  }
  return undefined
}

const countOne = ({ tenant, now }: ChargeDeps, tx: Tx, { limit, id }: Charge) =>
  tx.first(limit.count, {
    tenant_id: tenant.id,
    id,
    pool: limit.pool,
    now: now(),
    window_from: now() - limit.window,
    most: limit.most,
    expires_at: now() + limit.keep,
  })

async function refusalOf({ tenant, now, mail }: ChargeDeps, tx: Tx, { limit, id }: Charge): Promise<Refusal> {
  const { pool } = limit
  const rows = await tx.all(attempts.findAttempt, { tenant_id: tenant.id, id })
  if (mail.is_configured && rows.some((row) => isHardStop(limit, row))) return { next: 'prove-mailbox', pool }
  return { next: 'wait', pool, retry_after: Math.max(1, ...rows.map((row) => retryAfter(limit, row, now()))) }
}
