/**
 * Rows for tests of the store: each complete, with what a test says instead.
 */
import { sha256 } from '../../src/primitives/digest.ts'
import type { AuditEventRow } from '../../src/store/audit-events.ts'
import type { ClientKeySetRow, UsedJtiRow } from '../../src/store/client-proof-rows.ts'
import type {
  ConnectionRow,
  UpstreamAccountRow,
  UpstreamRequestRow,
} from '../../src/store/connection-rows.ts'
import type { DeviceCodeRow } from '../../src/store/device-codes.ts'
import type { EnrolmentRow, MailOutboxRow, MailTokenRow } from '../../src/store/enrolment-rows.ts'
import type { LogoutDeliveryRow, SessionClientRow } from '../../src/store/logout-rows.ts'
import type { OrganizationRow } from '../../src/store/organization-rows.ts'
import type { PushedRequestRow } from '../../src/store/pushed-requests.ts'
import type { RegistrationTokenRow } from '../../src/store/registration-rows.ts'
import type {
  ClientRow,
  InteractionRow,
  SessionRow,
  SigningKeyRow,
  TenantRow,
  UserRow,
} from '../../src/store/schema.ts'
import type {
  AccessTokenRow,
  AuthorizationCodeRow,
  GrantRow,
  RefreshTokenRow,
} from '../../src/store/token-rows.ts'
import { START } from './fixtures.ts'

/** The same 16 bytes for the same name. */
export const idOf = (name: string): Buffer => sha256(name).subarray(0, 16)

export const tenantRow = (changes: Partial<TenantRow> = {}): TenantRow => ({
  id: 'default',
  uuid: idOf(changes.id ?? 'default'),
  name: 'Northlight',
  type: 'regular',
  policy: '{}',
  created_at: START,
  updated_at: START,
  ...changes,
})

export const clientRow = (changes: Partial<ClientRow> = {}): ClientRow => ({
  tenant_id: 'default',
  client_id: 'rp',
  client_type: 'confidential',
  secret_kind: 'sha256',
  secret_hash: 'hash',
  metadata: '{}',
  locked: 0,
  origin: null,
  registration_hash: null,
  fresh_until: null,
  created_at: START,
  updated_at: START,
  ...changes,
})

export const signingKeyRow = (changes: Partial<SigningKeyRow> = {}): SigningKeyRow => ({
  tenant_id: 'default',
  alg: 'RS256',
  generation: 1,
  kid: `${changes.alg ?? 'RS256'}-${changes.generation ?? 1}`,
  public_jwk: '{}',
  private_sealed: Buffer.from('sealed'),
  created_at: START,
  signs_from: START,
  retired_at: null,
  ...changes,
})

export const userRow = (changes: Partial<UserRow> = {}): UserRow => ({
  id: idOf(`user/${changes.username_key ?? 'ada'}`),
  tenant_id: 'default',
  username: 'Ada',
  username_key: 'ada',
  username_look: null,
  email: null,
  email_verified: 0,
  email_connection_id: null,
  claims: '{}',
  status: 'active',
  created_at: START,
  updated_at: START,
  ...changes,
})

export const sessionRow = (changes: Partial<SessionRow> = {}): SessionRow => ({
  id: idOf('session'),
  tenant_id: 'default',
  secret_hash: sha256('secret'),
  user_id: userRow().id,
  auth_time: START,
  amr: 'pwd user',
  acr: '1',
  created_at: START,
  last_seen_at: START,
  expires_at: START + 1000,
  ended_at: null,
  browser: 'Firefox',
  system: 'Linux',
  address: '203.0.113.7',
  known_browser_id: null,
  connection_id: null,
  ...changes,
})

export const interactionRow = (changes: Partial<InteractionRow> = {}): InteractionRow => ({
  id: idOf('interaction'),
  tenant_id: 'default',
  browser_hash: sha256('browser'),
  client_id: 'rp',
  parameters: '{"client_id":"rp"}',
  received_at: START,
  expires_at: START + 3600,
  session_id: null,
  consented_session_id: null,
  finished_at: null,
  ...changes,
})

export const pushedRequestRow = (changes: Partial<PushedRequestRow> = {}): PushedRequestRow => ({
  id: idOf('pushed-request'),
  tenant_id: 'default',
  secret_hash: sha256('secret'),
  client_id: 'rp',
  parameters: '{"client_id":"rp"}',
  expires_at: START + 60,
  used_at: null,
  ...changes,
})

export const deviceCodeRow = (changes: Partial<DeviceCodeRow> = {}): DeviceCodeRow => ({
  id: idOf('device-code'),
  tenant_id: 'default',
  secret_hash: sha256('secret'),
  user_code_hash: sha256((changes.id ?? idOf('user-code')).toString('hex')),
  client_id: 'rp',
  scope: 'openid',
  resources: '',
  address: '203.0.113.7',
  created_at: START,
  expires_at: START + 600,
  poll_interval: 5,
  polled_at: null,
  polled_early: 0,
  answered_at: null,
  grant_id: null,
  consumed_at: null,
  ...changes,
})

export const grantRow = (changes: Partial<GrantRow> = {}): GrantRow => ({
  id: idOf('grant'),
  tenant_id: 'default',
  client_id: 'rp',
  user_id: userRow().id,
  session_id: idOf('session'),
  scope: 'openid email',
  nonce: 'n',
  auth_time: START,
  amr: 'pwd user',
  acr: '1',
  outlives_session: 0,
  claims: null,
  resources: '',
  claim_set_id: null,
  organization_id: null,
  connection_id: null,
  created_at: START,
  expires_at: START + 3600,
  revoked_at: null,
  ...changes,
})

export const codeRow = (changes: Partial<AuthorizationCodeRow> = {}): AuthorizationCodeRow => ({
  id: idOf('code'),
  tenant_id: 'default',
  secret_hash: sha256('secret'),
  grant_id: idOf('grant'),
  redirect_uri: 'https://rp.example.org/cb',
  redirect_uri_is_only: 1,
  code_challenge: null,
  expires_at: START + 60,
  consumed_at: null,
  ...changes,
})

export const accessTokenRow = (changes: Partial<AccessTokenRow> = {}): AccessTokenRow => ({
  id: idOf('access-token'),
  tenant_id: 'default',
  grant_id: idOf('grant'),
  secret_hash: null,
  scope: 'openid',
  resources: '',
  client_id: null,
  act: null,
  expires_at: START + 3600,
  revoked_at: null,
  ...changes,
})

export const refreshTokenRow = (changes: Partial<RefreshTokenRow> = {}): RefreshTokenRow => ({
  id: idOf('refresh-token'),
  tenant_id: 'default',
  secret_hash: sha256('secret'),
  grant_id: idOf('grant'),
  expires_at: START + 3600,
  consumed_at: null,
  successor_id: null,
  ...changes,
})

export const enrolmentRow = (changes: Partial<EnrolmentRow> = {}): EnrolmentRow => ({
  id: idOf('enrolment'),
  tenant_id: 'default',
  purpose: 'sign-up',
  browser_hash: sha256('browser'),
  interaction_id: null,
  user_id: null,
  email: null,
  recovery_code_hash: null,
  person: null,
  registration: null,
  created_at: START,
  expires_at: START + 3600,
  finished_at: null,
  ...changes,
})

export const mailTokenRow = (changes: Partial<MailTokenRow> = {}): MailTokenRow => ({
  id: idOf('mail-token'),
  tenant_id: 'default',
  purpose: 'recover',
  secret_hash: sha256('secret'),
  user_id: null,
  email: 'ann@example.com',
  browser_hash: null,
  interaction_id: null,
  code_hash: null,
  code_tries: 0,
  username: null,
  created_at: START,
  expires_at: START + 1200,
  used_at: null,
  ...changes,
})

export const mailRow = (changes: Partial<MailOutboxRow> = {}): MailOutboxRow => ({
  id: idOf('mail'),
  tenant_id: 'default',
  user_id: null,
  kind: 'recover',
  message_sealed: Buffer.from('sealed'),
  attempts: 0,
  due_at: START,
  last_error: null,
  created_at: START,
  expires_at: START + 86_400,
  sent_at: null,
  ...changes,
})

export const clientKeySetRow = (changes: Partial<ClientKeySetRow> = {}): ClientKeySetRow => ({
  id: idOf('key-set'),
  tenant_id: 'default',
  keys: '[]',
  fetched_at: START,
  tried_at: START,
  expires_at: START + 3600,
  ...changes,
})

export const usedJtiRow = (changes: Partial<UsedJtiRow> = {}): UsedJtiRow => ({
  id: idOf('jti'),
  tenant_id: 'default',
  expires_at: START + 60,
  ...changes,
})

export const registrationTokenRow = (changes: Partial<RegistrationTokenRow> = {}): RegistrationTokenRow => ({
  id: idOf('registration-token'),
  tenant_id: 'default',
  secret_hash: sha256('secret'),
  uses_left: 1,
  created_at: START,
  expires_at: START + 3600,
  ...changes,
})

export const sessionClientRow = (changes: Partial<SessionClientRow> = {}): SessionClientRow => ({
  id: idOf('sid'),
  tenant_id: 'default',
  session_id: idOf('session'),
  client_id: 'rp',
  sub: 'ada',
  back_channel: 1,
  ...changes,
})

export const auditEventRow = (changes: Partial<AuditEventRow> = {}): AuditEventRow => ({
  id: idOf('event'),
  tenant_id: 'default',
  at: START,
  action: 'sign-in',
  outcome: 'done',
  actor: 'person',
  user_id: null,
  client_id: null,
  address: null,
  request_id: null,
  detail: null,
  expires_at: START + 600,
  ...changes,
})

export const logoutDeliveryRow = (changes: Partial<LogoutDeliveryRow> = {}): LogoutDeliveryRow => ({
  id: idOf('sid'),
  tenant_id: 'default',
  client_id: 'rp',
  sub: 'ada',
  attempts: 0,
  due_at: START,
  last_error: null,
  created_at: START,
  expires_at: START + 604_800,
  delivered_at: null,
  ...changes,
})

export const organizationRow = (changes: Partial<OrganizationRow> = {}): OrganizationRow => ({
  tenant_id: 'default',
  id: 'org_acme',
  name: 'Acme',
  created_at: START,
  updated_at: START,
  ...changes,
})

export const connectionRow = (changes: Partial<ConnectionRow> = {}): ConnectionRow => ({
  tenant_id: 'default',
  id: 'corporate',
  type: 'oidc',
  settings: '{"issuer":"https://op.example","client_id":"vignette"}',
  secret_sealed: null,
  created_at: START,
  updated_at: START,
  ...changes,
})

export const upstreamAccountRow = (changes: Partial<UpstreamAccountRow> = {}): UpstreamAccountRow => ({
  tenant_id: 'default',
  connection_id: 'corporate',
  subject: 'ann there',
  user_id: userRow().id,
  created_at: START,
  last_used_at: START,
  ...changes,
})

export const upstreamRequestRow = (changes: Partial<UpstreamRequestRow> = {}): UpstreamRequestRow => ({
  id: idOf('upstream-request'),
  tenant_id: 'default',
  connection_id: 'corporate',
  interaction_id: idOf('interaction'),
  browser_hash: sha256('browser'),
  state_hash: sha256('secret'),
  max_age: null,
  created_at: START,
  expires_at: START + 600,
  used_at: null,
  ...changes,
})
