/**
 * Who somebody is at a connection. OpenID Connect Core 1.0 §5.7.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { UpstreamAccountRow } from './connection-rows.ts'
import { rowsBy } from './rows-by.ts'
import { row, statement } from './statement.ts'

/** Writes nothing when the subject belongs to somebody already, or the person has another one there. */
export const insertUpstreamAccount = statement((q, p: UpstreamAccountRow) =>
  q
    .insertInto('upstream_account')
    .values(row(p, 'tenant_id', 'connection_id', 'subject', 'user_id', 'created_at', 'last_used_at'))
    .onConflict((conflict) => conflict.doNothing()),
)

type Subject = Pick<UpstreamAccountRow, 'tenant_id' | 'connection_id' | 'subject'>

export const findUpstreamAccount = rowsBy('upstream_account', ['tenant_id', 'connection_id', 'subject'])

/** @returns how many rows: none when it was taken away meanwhile */
export const updateUpstreamAccountLastUsed = statement((q, p: Subject & { now: UnixSeconds }) =>
  q
    .updateTable('upstream_account')
    .set({ last_used_at: p.now })
    .where('tenant_id', '=', p.tenant_id)
    .where('connection_id', '=', p.connection_id)
    .where('subject', '=', p.subject),
)

export const listUpstreamAccounts = rowsBy('upstream_account', ['user_id', 'tenant_id'], ['connection_id'])
