/**
 * Rows of what clients register with. What each column means stands in db/migrations.
 */
import type { UnixSeconds } from '../primitives/clock.ts'

/** Who made a client known: whoever had an initial access token, anybody, or its document; null: an administrator. */
export type ClientOrigin = 'token' | 'open' | 'document'

export interface RegistrationTokenRow {
  id: Buffer
  tenant_id: string
  secret_hash: Buffer
  uses_left: number
  created_at: UnixSeconds
  expires_at: UnixSeconds
}
