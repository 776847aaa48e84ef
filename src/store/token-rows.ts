/**
 * The rows of grants and of what is issued under them; db/migrations/0004-grants-and-tokens.sql says what each column
 * means, and those after it what they add.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { Flag } from './flag.ts'

export interface GrantRow {
  id: Buffer
  tenant_id: string
  client_id: string
  user_id: Buffer | null
  session_id: Buffer | null
  scope: string
  nonce: string | null
  auth_time: UnixSeconds | null
  amr: string
  acr: string
  outlives_session: Flag
  claims: string | null
  resources: string
  claim_set_id: string | null
  organization_id: string | null
  connection_id: string | null
  created_at: UnixSeconds
  expires_at: UnixSeconds
  revoked_at: UnixSeconds | null
}

export interface AuthorizationCodeRow {
  id: Buffer
  tenant_id: string
  secret_hash: Buffer
  grant_id: Buffer
  redirect_uri: string
  redirect_uri_is_only: Flag
  code_challenge: string | null
  expires_at: UnixSeconds
  consumed_at: UnixSeconds | null
}

export interface AccessTokenRow {
  id: Buffer
  tenant_id: string
  grant_id: Buffer
  secret_hash: Buffer | null
  scope: string
  resources: string
  client_id: string | null
  act: string | null
  expires_at: UnixSeconds
  revoked_at: UnixSeconds | null
}

export interface RefreshTokenRow {
  id: Buffer
  tenant_id: string
  secret_hash: Buffer
  grant_id: Buffer
  expires_at: UnixSeconds
  consumed_at: UnixSeconds | null
  successor_id: Buffer | null
}
