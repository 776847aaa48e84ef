/**
 * Initial access tokens: each lets so many clients register. RFC 7591 §1.2, §3.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { sql } from './kysely.ts'
import type { RegistrationTokenRow } from './registration-rows.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: Buffer }

export const insertRegistrationToken = statement((q, p: RegistrationTokenRow) =>
  q
    .insertInto('registration_token')
    .values(row(p, 'id', 'tenant_id', 'secret_hash', 'uses_left', 'created_at', 'expires_at')),
)

export const findRegistrationToken = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .selectFrom('registration_token')
    .selectAll()
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('uses_left', '>', 0)
    .where('expires_at', '>', p.now),
)

/** One use of it; of many at the same time no more get one than it has. @returns nothing when none is left */
export const useRegistrationToken = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('registration_token')
    .set({ uses_left: sql`uses_left - 1` })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('uses_left', '>', 0)
    .where('expires_at', '>', p.now)
    .returning('uses_left'),
)

/** Takes all of a tenant back. */
export const deleteRegistrationTokens = statement((q, p: { tenant_id: string }) =>
  q.deleteFrom('registration_token').where('tenant_id', '=', p.tenant_id),
)
