/**
 * What is told of a person whom an administrator changes.
 */
import t from 'tap'
import { changesOf } from '../../../src/domain/users/user-changes.ts'
import type { UserRow } from '../../../src/store/schema.ts'
import { userRow } from '../../helpers/store-rows.ts'

const before = userRow({ email: 'ada@example.org', email_verified: 1, email_connection_id: 'corporate' })
const user_id = before.id
const updated = (detail: object) => ({ action: 'user-updated', user_id, detail })

t.test('SP 800-92 §2.1.3: a name and an address are told of by themselves, all else together', async (t) => {
  const told = (changes: Partial<UserRow>, is_passcode_new = false) =>
    changesOf(before, { ...before, ...changes }, is_passcode_new)
  t.same(told({ updated_at: 7 }), [], 'nothing is changed')
  t.same(told({ username: 'ADA' }), [{ action: 'username-changed', user_id }])
  const moved = { email: null, email_verified: 0, email_connection_id: null } as const
  t.same(told(moved), [{ action: 'email-changed', user_id }])
  const active = updated({ active: true, passcode: false })
  t.same(told({ email_connection_id: null }), [active])
  t.same(told({ email_verified: 0, email_connection_id: null }), [active])
  t.same(told({ claims: '{"name":"Ada"}' }), [active])
  t.same(told({}, true), [updated({ active: true, passcode: true })])
  t.same(told({ ...moved, username: 'Ben', status: 'inactive' }), [
    { action: 'username-changed', user_id },
    { action: 'email-changed', user_id },
    updated({ active: false, passcode: false }),
  ])
})
