/**
 * The row of a logo; db/migrations/0008-logos.sql says what each column means.
 */
import type { UnixSeconds } from '../primitives/clock.ts'

export interface LogoRow {
  id: Buffer
  tenant_id: string
  client_id: string | null
  uri: string
  hash: string | null
  media_type: string | null
  width: number | null
  height: number | null
  bytes: Buffer | null
  etag: string | null
  fetched_at: UnixSeconds | null
  failures: number
  fault: string | null
  due_at: UnixSeconds
}
