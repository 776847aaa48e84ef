/**
 * Passcodes: what is kept of the picture and the PIN or pattern of each person. RFC 9807 §5.
 */
import type { ExpressionBuilder } from 'kysely'
import type { UnixSeconds } from '../primitives/clock.ts'
import type { PasscodeRow } from './passcode-rows.ts'
import type { Tables } from './schema.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: Buffer }

const HOW_IT_WAS_MADE = [
  'suite',
  'secret_version',
  'server_key_generation',
  'ksf_m',
  'ksf_t',
  'ksf_p',
] as const

/** The person's one passcode, whether it is the first or takes the place of another. */
export const replacePasscode = statement((q, p: PasscodeRow) =>
  q
    .insertInto('passcode')
    .values(
      row(p, 'id', 'tenant_id', 'user_id', ...HOW_IT_WAS_MADE, 'record_sealed', 'created_at', 'last_used_at'),
    )
    .onConflict((conflict) =>
      conflict
        .column('user_id')
        .doUpdateSet(row(p, 'id', ...HOW_IT_WAS_MADE, 'record_sealed', 'created_at', 'last_used_at')),
    ),
)

/** The same passcode in another form: when it was made and last used stays. Writes nothing once it was replaced otherwise. */
export const upgradePasscode = statement(
  (q, p: Omit<PasscodeRow, 'created_at' | 'last_used_at'> & { replaced_id: Buffer }) =>
    q
      .updateTable('passcode')
      .set(row(p, 'id', ...HOW_IT_WAS_MADE, 'record_sealed'))
      .where('id', '=', p.replaced_id)
      .where('tenant_id', '=', p.tenant_id)
      .where('user_id', '=', p.user_id),
)

/**
 * Undefined alike for a name that is unknown, a person without a passcode, and one who is not active.
 *
 * SQLite plans a join anew whenever another value is bound, which costs more than to run it; a subquery it does not.
 */
export const findPasscodeOfName = statement((q, p: { tenant_id: string; username_key: string }) =>
  q
    .selectFrom('passcode')
    .selectAll()
    .where('tenant_id', '=', p.tenant_id)
    .where('user_id', '=', ({ selectFrom }) =>
      selectFrom('user')
        .select('id')
        .where('tenant_id', '=', p.tenant_id)
        .where('username_key', '=', p.username_key)
        .where('status', '=', 'active'),
    ),
)

const ofActivePerson = ({ selectFrom }: ExpressionBuilder<Tables, 'passcode'>) =>
  selectFrom('user')
    .select('user.id')
    .whereRef('user.id', '=', 'passcode.user_id')
    .where('user.status', '=', 'active')

/** Undefined once it was replaced, or when the person is not active. */
export const findActivePasscode = statement((q, p: Key) =>
  q
    .selectFrom('passcode')
    .selectAll()
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('user_id', '=', ofActivePerson),
)

export type UsedPasscode = Pick<PasscodeRow, 'id' | 'user_id' | (typeof HOW_IT_WAS_MADE)[number]>

/** Notes that it was used. Undefined likewise; then nothing is written. */
export const usePasscode = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('passcode')
    .set({ last_used_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('user_id', '=', ofActivePerson)
    .returning(['id', 'user_id', ...HOW_IT_WAS_MADE]),
)
