/**
 * Storms: many tries at many names of a tenant, which no pool of a name or an address shows. Counted are those from
 * browsers that are not known, since nothing else is asked of the others, and they alone try for long.
 *
 * Implements: NIST SP 800-63B §5.2.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { refundStart } from '../../store/attempts.ts'
import type { Tx } from '../../store/database.ts'
import * as tenantAttempts from '../../store/tenant-attempts.ts'
import { type TagDeps, tagOf } from './attempt-tags.ts'

const WINDOW = 600
const DAY = 24 * 3600
const KEEP = 30 * DAY

const TERMS = { window: WINDOW, windows_a_day: DAY / WINDOW, most: 500, times_usual: 10 }
const countStart = tenantAttempts.countTenantStart(TERMS)

type StormDeps = TagDeps & Pick<TenantDeps, 'now'>

/** A storm that began: how many starts the window has had, and how many are usual in a day. */
export type Storm = Readonly<{ starts: number; usual_a_day: number }>

/** It lasts until a whole window has passed without a start too many. */
export async function isInStorm(deps: StormDeps, tx: Tx): Promise<boolean> {
  const row = await tx.first(tenantAttempts.findStorm, { ...keyOf(deps), now: deps.now() })
  return row !== undefined
}

/** @returns the storm that began with this start */
export async function countInTenant(deps: StormDeps, tx: Tx): Promise<Storm | undefined> {
  const [key, now] = [keyOf(deps), deps.now()]
  const span = { now, window_from: now - WINDOW, expires_at: now + KEEP }
  const counted = await tx.first(countStart, { ...key, ...span })
  if (counted?.is_storm !== 1) return undefined
  const begun = await tx.first(tenantAttempts.beginStorm, { ...key, now, until: now + WINDOW })
  if (!begun) await tx.run(tenantAttempts.prolongStorm, { ...key, until: now + WINDOW })
  return begun
}

export async function refundInTenant(deps: TagDeps, tx: Tx, started_at: UnixSeconds): Promise<void> {
  await tx.run(refundStart, { ...keyOf(deps), started_at })
}

const keyOf = (deps: TagDeps) => ({ tenant_id: deps.tenant.id, id: tagOf(deps, 'tenant', '') })
