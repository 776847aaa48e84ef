/**
 * OPAQUE server setups, one for each tenant and generation. RFC 9807 §3.1.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { PasscodeServerKeyRow } from './passcode-rows.ts'
import { rowsBy } from './rows-by.ts'
import { row, statement } from './statement.ts'

/** Writes nothing when the generation exists: of two processes that make a first key at once, one wins. */
export const insertServerKey = statement((q, p: PasscodeServerKeyRow) =>
  q
    .insertInto('passcode_server_key')
    .values(row(p, 'tenant_id', 'generation', 'setup_sealed', 'created_at', 'retired_at'))
    .onConflict((conflict) => conflict.doNothing()),
)

export const listServerKeys = rowsBy('passcode_server_key', ['tenant_id'], ['generation'])

/** Every tenant's keys that have a successor and no passcode left. They still open what was begun under them. */
export const retireServerKeys = statement((q, p: { now: UnixSeconds }) =>
  q
    .updateTable('passcode_server_key as key')
    .set({ retired_at: p.now })
    .where('retired_at', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('passcode_server_key as next')
          .select('next.generation')
          .whereRef('next.tenant_id', '=', 'key.tenant_id')
          .whereRef('next.generation', '>', 'key.generation'),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('passcode')
            .select('passcode.id')
            .whereRef('passcode.tenant_id', '=', 'key.tenant_id')
            .whereRef('passcode.server_key_generation', '=', 'key.generation'),
        ),
      ),
    ),
)

/** How many people's passcodes are under each generation that has any. */
export const countPasscodesByServerKey = statement((q, p: { tenant_id: string }) =>
  q
    .selectFrom('passcode')
    .select(({ fn }) => ['server_key_generation as generation', fn.countAll<number>().as('passcodes')])
    .where('tenant_id', '=', p.tenant_id)
    .groupBy('server_key_generation'),
)
