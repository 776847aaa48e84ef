/**
 * OPAQUE server setups, one for each tenant and generation. RFC 9807 §3.1.
 */
import type { PasscodeServerKeyRow } from './schema.ts'
import { row, statement } from './statement.ts'

/** Writes nothing when the generation exists: of two processes that make a first key at once, one wins. */
export const insertServerKey = statement((q, p: PasscodeServerKeyRow) =>
  q
    .insertInto('passcode_server_key')
    .values(row(p, 'tenant_id', 'generation', 'setup_sealed', 'created_at', 'retired_at'))
    .onConflict((conflict) => conflict.doNothing()),
)

export const listServerKeys = statement((q, p: { tenant_id: string }) =>
  q.selectFrom('passcode_server_key').selectAll().where('tenant_id', '=', p.tenant_id).orderBy('generation'),
)
