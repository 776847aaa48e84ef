/**
 * The rows of claims as data; db/migrations/0018-claims-as-data.sql says what each column means.
 */
import type { UnixSeconds } from '../primitives/clock.ts'

/** Claims by their names, kept under an id. */
export interface NamedClaimsRow {
  tenant_id: string
  id: string
  claims: string
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

export type ClaimTables = { claim_profile: NamedClaimsRow; claim_set: NamedClaimsRow }
