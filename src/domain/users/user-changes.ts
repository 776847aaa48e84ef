/**
 * What the trail tells of a person whom an administrator changes: a new name and a new address each by itself, as when people
 * change them on their own, and all else together.
 *
 * Implements: NIST SP 800-92 §2.1.3.
 */
import type { UserRow } from '../../store/schema.ts'
import type { AuditEvent } from '../audit/audit-event.ts'

/** @returns none, where nothing is changed */
export function changesOf(before: UserRow, after: UserRow, is_passcode_new: boolean): readonly AuditEvent[] {
  const { id: user_id } = before
  const isOther = (...columns: (keyof UserRow)[]) => columns.some((name) => before[name] !== after[name])
  const has_new_address = isOther('email')
  // What is proved is proved of an address.
  const is_proved_anew = !has_new_address && isOther('email_verified', 'email_connection_id')
  const detail = { active: after.status === 'active', passcode: is_passcode_new }
  return [
    ...(isOther('username') ? [{ action: 'username-changed', user_id } as const] : []),
    ...(has_new_address ? [{ action: 'email-changed', user_id } as const] : []),
    ...(is_passcode_new || is_proved_anew || isOther('claims', 'status')
      ? [{ action: 'user-updated', user_id, detail } as const]
      : []),
  ]
}
