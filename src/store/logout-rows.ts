/**
 * The rows of signing out at clients; db/migrations/0013-logout.sql says what each column means.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { Flag } from './flag.ts'

export interface SessionClientRow {
  id: Buffer
  tenant_id: string
  session_id: Buffer
  client_id: string
  sub: string
  back_channel: Flag
}

export interface LogoutDeliveryRow {
  id: Buffer
  tenant_id: string
  client_id: string
  sub: string
  attempts: number
  due_at: UnixSeconds
  last_error: string | null
  created_at: UnixSeconds
  expires_at: UnixSeconds
  delivered_at: UnixSeconds | null
}
