/**
 * The rows of connections. What each column means stands beside it in db/migrations.
 */
import type { UnixSeconds } from '../primitives/clock.ts'

export type ConnectionType = 'passcode' | 'oidc'

export interface ConnectionRow {
  tenant_id: string
  id: string
  type: ConnectionType
  settings: string
  secret_sealed: Buffer | null
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

export interface UpstreamAccountRow {
  tenant_id: string
  connection_id: string
  subject: string
  user_id: Buffer
  created_at: UnixSeconds
  last_used_at: UnixSeconds
}

export interface UpstreamRequestRow {
  id: Buffer
  tenant_id: string
  connection_id: string
  interaction_id: Buffer
  browser_hash: Buffer
  state_hash: Buffer
  max_age: number | null
  created_at: UnixSeconds
  expires_at: UnixSeconds
  used_at: UnixSeconds | null
}

export interface ConnectionTables {
  connection: ConnectionRow
  upstream_account: UpstreamAccountRow
  upstream_request: UpstreamRequestRow
}
