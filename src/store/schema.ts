/**
 * The tables as Kysely sees them. What each column means stands beside it in db/migrations.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { AttemptRow } from './attempts.ts'
import type { AuditEventRow } from './audit-events.ts'
import type { ClaimTables } from './claim-rows.ts'
import type { ClientKeySetRow, UsedJtiRow } from './client-proof-rows.ts'
import type { ConnectionTables } from './connection-rows.ts'
import type { DeviceCodeRow } from './device-codes.ts'
import type { EnrolmentRow, MailOutboxRow, MailTokenRow, RecoveryCodeRow } from './enrolment-rows.ts'
import type { Flag } from './flag.ts'
import type { LogoRow } from './logo-rows.ts'
import type { LogoutDeliveryRow, SessionClientRow } from './logout-rows.ts'
import type { ClientAssignmentRow, OrganizationMemberRow, OrganizationRow } from './organization-rows.ts'
import type { PasscodeChallengeRow, PasscodeRow, PasscodeServerKeyRow } from './passcode-rows.ts'
import type { PushedRequestRow } from './pushed-requests.ts'
import type { ClientOrigin, RegistrationTokenRow } from './registration-rows.ts'
import type { RootKeyRow } from './root-key.ts'
import type { TenantHostRow } from './tenant-hosts.ts'
import type { AccessTokenRow, AuthorizationCodeRow, GrantRow, RefreshTokenRow } from './token-rows.ts'

export interface Tables extends ClaimTables, ConnectionTables {
  schema_migration: { number: number; name: string; applied_at: UnixSeconds }
  config_version: { id: number; version: number }
  tenant: TenantRow
  tenant_host: TenantHostRow
  client: ClientRow
  registration_token: RegistrationTokenRow
  logo: LogoRow
  root_key: RootKeyRow
  signing_key: SigningKeyRow
  user: UserRow
  passcode_server_key: PasscodeServerKeyRow
  passcode: PasscodeRow
  passcode_challenge: PasscodeChallengeRow
  attempt: AttemptRow
  known_browser: KnownBrowserRow
  enrolment: EnrolmentRow
  recovery_code: RecoveryCodeRow
  mail_token: MailTokenRow
  mail_outbox: MailOutboxRow
  session: SessionRow
  session_client: SessionClientRow
  logout_delivery: LogoutDeliveryRow
  interaction: InteractionRow
  pushed_request: PushedRequestRow
  device_code: DeviceCodeRow
  consent: ConsentRow
  grant: GrantRow
  authorization_code: AuthorizationCodeRow
  access_token: AccessTokenRow
  refresh_token: RefreshTokenRow
  client_key_set: ClientKeySetRow
  used_jti: UsedJtiRow
  organization: OrganizationRow
  organization_member: OrganizationMemberRow
  client_assignment: ClientAssignmentRow
  audit_event: AuditEventRow
}

export type TenantType = 'regular' | '2fa'

export interface TenantRow {
  id: string
  uuid: Buffer
  name: string
  type: TenantType
  policy: string
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

export type ClientType = 'confidential' | 'public'

export interface ClientRow {
  tenant_id: string
  client_id: string
  client_type: ClientType
  secret_kind: 'sha256' | 'argon2id' | null
  secret_hash: string | null
  metadata: string
  locked: Flag
  origin: ClientOrigin | null
  registration_hash: Buffer | null
  fresh_until: UnixSeconds | null
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

export interface SigningKeyRow {
  tenant_id: string
  alg: string
  generation: number
  kid: string
  public_jwk: string
  private_sealed: Buffer
  created_at: UnixSeconds
  signs_from: UnixSeconds
  retired_at: UnixSeconds | null
}

export interface UserRow {
  id: Buffer
  tenant_id: string
  username: string
  username_key: string
  username_look: string | null
  email: string | null
  email_verified: Flag
  email_connection_id: string | null
  claims: string
  status: 'active' | 'inactive'
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

export interface KnownBrowserRow {
  id: Buffer
  tenant_id: string
  user_id: Buffer
  secret_hash: Buffer
  created_at: UnixSeconds
  last_used_at: UnixSeconds
  expires_at: UnixSeconds
  browser: string | null
  system: string | null
  address: string | null
}

export interface SessionRow {
  id: Buffer
  tenant_id: string
  secret_hash: Buffer
  user_id: Buffer
  auth_time: UnixSeconds
  amr: string
  acr: string
  created_at: UnixSeconds
  last_seen_at: UnixSeconds
  expires_at: UnixSeconds
  ended_at: UnixSeconds | null
  browser: string | null
  system: string | null
  address: string | null
  known_browser_id: Buffer | null
  connection_id: string | null
}

export interface InteractionRow {
  id: Buffer
  tenant_id: string
  browser_hash: Buffer
  client_id: string
  parameters: string
  received_at: UnixSeconds
  expires_at: UnixSeconds
  session_id: Buffer | null
  consented_session_id: Buffer | null
  finished_at: UnixSeconds | null
}

export interface ConsentRow {
  tenant_id: string
  user_id: Buffer
  client_id: string
  scope: string
  claims: string
  resources: string
  given_at: UnixSeconds
}
