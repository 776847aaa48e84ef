/**
 * Recovery codes: ten for each person, each used once.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { RecoveryCodeRow } from './enrolment-rows.ts'
import { row, statement } from './statement.ts'

type Owner = { tenant_id: string; user_id: Buffer }

export const insertRecoveryCode = statement((q, p: RecoveryCodeRow) =>
  q.insertInto('recovery_code').values(row(p, 'user_id', 'code_hash', 'tenant_id', 'created_at', 'used_at')),
)

/** Spends it; of two uses at the same time exactly one gets the row. */
export const consumeRecoveryCode = statement((q, p: Owner & { code_hash: Buffer; now: UnixSeconds }) =>
  q
    .updateTable('recovery_code')
    .set({ used_at: p.now })
    .where('user_id', '=', p.user_id)
    .where('code_hash', '=', p.code_hash)
    .where('tenant_id', '=', p.tenant_id)
    .where('used_at', 'is', null)
    .returning('user_id'),
)

/** Reads it without spending it; undefined when it is used or of nobody. */
export const findUnusedRecoveryCode = statement((q, p: Owner & { code_hash: Buffer }) =>
  q
    .selectFrom('recovery_code')
    .select('user_id')
    .where('user_id', '=', p.user_id)
    .where('code_hash', '=', p.code_hash)
    .where('tenant_id', '=', p.tenant_id)
    .where('used_at', 'is', null),
)

export const deleteRecoveryCodes = statement((q, p: Owner) =>
  q.deleteFrom('recovery_code').where('user_id', '=', p.user_id).where('tenant_id', '=', p.tenant_id),
)

export const listRecoveryCodes = statement((q, p: Owner) =>
  q
    .selectFrom('recovery_code')
    .selectAll()
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('code_hash'),
)
