/**
 * The rows of how passcodes come to be; db/migrations/0005-enrolment-and-mail.sql says what each column means, and
 * 0009-sign-up-by-address.sql what was added.
 */
import type { UnixSeconds } from '../primitives/clock.ts'

export type EnrolmentPurpose = 'sign-up' | 'recovery' | 'invitation' | 'change'

export interface EnrolmentRow {
  id: Buffer
  tenant_id: string
  purpose: EnrolmentPurpose
  browser_hash: Buffer
  interaction_id: Buffer | null
  user_id: Buffer | null
  email: string | null
  recovery_code_hash: Buffer | null
  person: string | null
  registration: string | null
  created_at: UnixSeconds
  expires_at: UnixSeconds
  finished_at: UnixSeconds | null
}

export interface RecoveryCodeRow {
  user_id: Buffer
  code_hash: Buffer
  tenant_id: string
  created_at: UnixSeconds
  used_at: UnixSeconds | null
}

export type MailTokenPurpose =
  | 'sign-up'
  | 'recover'
  | 'sign-in'
  | 'verify-email'
  | 'change-email'
  | 'invite'
  | 'known-browser'
  | 'report'

export interface MailTokenRow {
  id: Buffer
  tenant_id: string
  purpose: MailTokenPurpose
  secret_hash: Buffer
  user_id: Buffer | null
  email: string | null
  browser_hash: Buffer | null
  interaction_id: Buffer | null
  code_hash: Buffer | null
  code_tries: number
  created_at: UnixSeconds
  expires_at: UnixSeconds
  used_at: UnixSeconds | null
  username: string | null
}

export interface MailOutboxRow {
  id: Buffer
  tenant_id: string
  user_id: Buffer | null
  kind: string
  message_sealed: Buffer
  attempts: number
  due_at: UnixSeconds
  last_error: string | null
  created_at: UnixSeconds
  expires_at: UnixSeconds
  sent_at: UnixSeconds | null
}
