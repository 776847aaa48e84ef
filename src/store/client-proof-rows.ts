/**
 * The rows of what clients prove themselves with; db/migrations/0010-client-keys.sql says what each column means.
 */
import type { UnixSeconds } from '../primitives/clock.ts'

export interface ClientKeySetRow {
  id: Buffer
  tenant_id: string
  keys: string
  fetched_at: UnixSeconds
  tried_at: UnixSeconds
  expires_at: UnixSeconds
}

export interface UsedJtiRow {
  id: Buffer
  tenant_id: string
  expires_at: UnixSeconds
}
