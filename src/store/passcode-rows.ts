/**
 * The rows of passcodes and of signing in with one; db/migrations says what each column means.
 */
import type { UnixSeconds } from '../primitives/clock.ts'

export interface PasscodeServerKeyRow {
  tenant_id: string
  generation: number
  setup_sealed: Buffer
  created_at: UnixSeconds
  retired_at: UnixSeconds | null
}

export interface PasscodeRow {
  id: Buffer
  tenant_id: string
  user_id: Buffer
  suite: number
  secret_version: number
  server_key_generation: number
  ksf_m: number
  ksf_t: number
  ksf_p: number
  record_sealed: Buffer
  created_at: UnixSeconds
  last_used_at: UnixSeconds | null
}

export interface PasscodeChallengeRow {
  id: Buffer
  tenant_id: string
  purpose: 'login' | 'change'
  interaction_id: Buffer
  browser_hash: Buffer
  client_id: string
  passcode_id: Buffer
  name_tag: Buffer
  address_tag: Buffer
  known_browser_id: Buffer | null
  state_sealed: Buffer
  created_at: UnixSeconds
  expires_at: UnixSeconds
  used_at: UnixSeconds | null
}
