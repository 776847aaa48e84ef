/**
 * Events of the audit trail: what was done is written in the transaction that does it, so that neither is there without the other.
 *
 * Implements: NIST SP 800-92 §2.1.3; NIST SP 800-63B §7.1; OpenID Connect Core 1.0 §5.7.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { timeOrderedId } from '../../primitives/time-ordered-id.ts'
import { type AuditEventRow, forgetUserInAudit, insertAuditEvent } from '../../store/audit-events.ts'
import type { Tx } from '../../store/database.ts'

export const ACTIONS = [
  'sign-in',
  'sign-up',
  'sign-out',
  'passcode-enrolled',
  'passcode-changed',
  'passcode-recovered',
  'consent-given',
  'consent-withdrawn',
  'username-changed',
  'email-changed',
  'email-verified',
  'recovery-codes-renewed',
  'browser-admitted',
  'user-created',
  'user-updated',
  'user-unlocked',
  'user-invited',
  'invitation-stopped',
  'user-deleted',
  'client-created',
  'client-updated',
  'client-secret-renewed',
  'client-deleted',
  'client-assigned',
  'client-unassigned',
  'registration-token-created',
  'registration-tokens-revoked',
  'organization-created',
  'organization-updated',
  'organization-deleted',
  'member-added',
  'member-removed',
  'connection-created',
  'connection-updated',
  'connection-deleted',
  'claim-profile-created',
  'claim-profile-updated',
  'claim-profile-deleted',
  'claim-set-created',
  'claim-set-updated',
  'claim-set-deleted',
  'tenant-created',
  'tenant-updated',
  'tenant-exported',
  'tenant-imported',
  'tenant-restored',
  'host-given',
  'host-taken-away',
  'key-rotated',
] as const

export type Action = (typeof ACTIONS)[number]

export type AuditDeps = Pick<TenantDeps, 'tenant' | 'now' | 'random' | 'requester'>

export type AuditEvent = Readonly<{
  action: Action
  /** Who does it when it comes by a request, a person where it is left out; without one it is the command line, or `system`. */
  by?: 'client' | 'system'
  user_id?: Buffer | null
  client_id?: string | undefined
  /** Words and numbers of ours, and what administrators call things: nothing of people, and nothing secret. */
  detail?: Readonly<Record<string, string | number | boolean>>
}>

export async function recordEvent(deps: AuditDeps, tx: Tx, event: AuditEvent): Promise<void> {
  const id = timeOrderedId(deps.now(), deps.random, 'audit-event')
  await tx.run(insertAuditEvent, rowOf(deps, event, id, 'done'))
}

/** Of a change that is several at once. */
export async function recordEvents(deps: AuditDeps, tx: Tx, events: readonly AuditEvent[]): Promise<void> {
  for (const event of events) await recordEvent(deps, tx, event)
}

const HOUR = 3600

/**
 * Of what is refused without end: one event in an hour for each that is refused.
 *
 * @param whom what tells one from another
 */
export async function recordRefusal(deps: AuditDeps, tx: Tx, event: AuditEvent, whom: string): Promise<void> {
  const hour = deps.now() - (deps.now() % HOUR)
  const id = sha256(JSON.stringify([deps.tenant.id, event.action, hour, whom])).subarray(0, 16)
  id.writeUIntBE(hour * 1000, 0, 6)
  await tx.run(insertAuditEvent, rowOf(deps, event, id, 'refused'))
}

/** With the deletion of a person: what is left says that somebody did this and that, and not who or from where. */
export async function recordUserDeletion(deps: AuditDeps, tx: Tx, user_id: Buffer): Promise<void> {
  await recordEvent(deps, tx, { action: 'user-deleted', user_id })
  await tx.run(forgetUserInAudit, { tenant_id: deps.tenant.id, user_id })
}

function rowOf(
  { tenant, now, requester }: AuditDeps,
  { action, by, user_id, client_id, detail }: AuditEvent,
  id: Buffer,
  outcome: AuditEventRow['outcome'],
): AuditEventRow {
  return {
    id,
    tenant_id: tenant.id,
    at: now(),
    action,
    outcome,
    actor: actorOf(by, requester),
    user_id: user_id ?? null,
    client_id: client_id ?? null,
    address: requester?.address ?? null,
    request_id: requester?.request_id ?? null,
    detail: detail === undefined ? null : JSON.stringify(detail),
    expires_at: now() + tenant.policy.audit_ttl,
  }
}

function actorOf(by: AuditEvent['by'], requester: AuditDeps['requester']): AuditEventRow['actor'] {
  if (by === 'system') return by
  return requester ? (by ?? 'person') : 'command-line'
}
