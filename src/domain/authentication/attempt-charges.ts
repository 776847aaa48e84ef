/**
 * Against which limits a try counts: those of its address and of the person's name, or those of a known browser.
 *
 * Implements: NIST SP 800-63B §5.2.2.
 */
import type { PasscodeChallengeRow } from '../../store/passcode-rows.ts'
import { ADDRESS_LIMITS, accountLimitOf, BROWSER_LIMITS, type Limit } from './attempt-limits.ts'
import { type TagDeps, tagOf } from './attempt-tags.ts'

/** Who tried, as it is kept with a challenge: neither name nor address can be read from it. */
export type Charged = Pick<PasscodeChallengeRow, 'name_tag' | 'address_tag' | 'known_browser_id'>

export type Charge = Readonly<{ limit: Limit; id: Buffer }>

/** A known browser has limits of its own: who shares its address could lock it out otherwise. */
export const addressCharges = (deps: TagDeps, { known_browser_id, address_tag }: Charged): Charge[] =>
  known_browser_id === null ? ADDRESS_LIMITS.map((limit) => chargeOf(deps, limit, address_tag)) : []

export const personCharges = (deps: TagDeps, { known_browser_id, name_tag }: Charged): Charge[] =>
  known_browser_id === null ? [accountCharge(deps, name_tag)] : browserCharges(deps, known_browser_id)

export const browserCharges = (deps: TagDeps, known_browser_id: Buffer): Charge[] =>
  BROWSER_LIMITS.map((limit) => chargeOf(deps, limit, known_browser_id))

export const accountCharge = (deps: TagDeps, name_tag: Buffer): Charge =>
  chargeOf(deps, accountLimitOf(deps.tenant.policy), name_tag)

const chargeOf = (deps: TagDeps, limit: Limit, tag: Buffer): Charge => ({
  limit,
  id: tagOf(deps, limit.pool, tag.toString('hex')),
})
