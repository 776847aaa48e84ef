/**
 * Retention: when a row of each table that grows may go. Each rule takes a small batch, so that nothing else waits long.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { Tables } from './schema.ts'
import { type Statement, statement } from './statement.ts'

export const BATCH_SIZE = 500

/** A code that is used again is known for one while it, and its grant, are still there (RFC 6749 §4.1.2). */
const CODE_REUSE_SECONDS = 3600

/** A page that was left open for long leads back to its application, which is known by its interaction alone. */
const INTERACTION_TOLD_SECONDS = 86_400

/** A device that still polls learns that its code has expired (RFC 8628 §3.5). */
const DEVICE_TOLD_SECONDS = 3600

/** Tables whose rows say when they end. */
export type ExpiringTable = {
  [T in keyof Tables]: 'expires_at' extends keyof Tables[T] ? T : never
}[keyof Tables]

export type RetentionRule = Readonly<{
  /** How long a row is kept beyond its end, in seconds. */
  kept: number
  deleteBatch: Statement<{ before: UnixSeconds }, unknown>
}>

function endOf(table: ExpiringTable, kept = 0): RetentionRule {
  const deleteBatch = statement((q, p: { before: UnixSeconds }) => {
    const ended = q.selectFrom(table).select('id').where('expires_at', '<=', p.before)
    return q.deleteFrom(table).where('id', 'in', ended.orderBy('expires_at').limit(BATCH_SIZE))
  })
  return { kept, deleteBatch }
}

/** In this order: codes and tokens before the grants they hang on. */
export const RETENTION = {
  passcode_challenge: endOf('passcode_challenge'),
  attempt: endOf('attempt'),
  known_browser: endOf('known_browser'),
  session: endOf('session'),
  interaction: endOf('interaction', INTERACTION_TOLD_SECONDS),
  upstream_request: endOf('upstream_request', INTERACTION_TOLD_SECONDS),
  pushed_request: endOf('pushed_request', INTERACTION_TOLD_SECONDS),
  device_code: endOf('device_code', DEVICE_TOLD_SECONDS),
  logout_delivery: endOf('logout_delivery'),
  enrolment: endOf('enrolment'),
  mail_token: endOf('mail_token'),
  mail_outbox: endOf('mail_outbox'),
  registration_token: endOf('registration_token'),
  client_key_set: endOf('client_key_set'),
  used_jti: endOf('used_jti'),
  audit_event: endOf('audit_event'),
  authorization_code: endOf('authorization_code', CODE_REUSE_SECONDS),
  access_token: endOf('access_token'),
  refresh_token: endOf('refresh_token'),
  grant: endOf('grant', CODE_REUSE_SECONDS),
} satisfies Record<ExpiringTable, RetentionRule>
