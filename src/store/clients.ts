/**
 * Clients. RFC 6749 §2.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { Flag } from './flag.ts'
import type { ClientRow } from './schema.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; client_id: string }

export const insertClient = statement((q, p: ClientRow) =>
  q
    .insertInto('client')
    .values(
      row(
        p,
        'tenant_id',
        'client_id',
        'client_type',
        'secret_kind',
        'secret_hash',
        'metadata',
        'locked',
        'origin',
        'registration_hash',
        'fresh_until',
        'created_at',
        'updated_at',
      ),
    )
    .onConflict((conflict) => conflict.doNothing()),
)

export const findClient = statement((q, p: Key) =>
  q
    .selectFrom('client')
    .selectAll()
    .where('tenant_id', '=', p.tenant_id)
    .where('client_id', '=', p.client_id),
)

export const listClients = statement((q, p: { tenant_id: string }) =>
  q.selectFrom('client').selectAll().where('tenant_id', '=', p.tenant_id).orderBy('client_id'),
)

export const updateClient = statement((q, p: Key & { metadata: string; locked: Flag; now: UnixSeconds }) =>
  q
    .updateTable('client')
    .set({ metadata: p.metadata, locked: p.locked, updated_at: p.now })
    .where('tenant_id', '=', p.tenant_id)
    .where('client_id', '=', p.client_id),
)

export const updateClientSecret = statement(
  (q, p: Key & { secret_kind: 'sha256' | 'argon2id'; secret_hash: string; now: UnixSeconds }) =>
    q
      .updateTable('client')
      .set({ secret_kind: p.secret_kind, secret_hash: p.secret_hash, updated_at: p.now })
      .where('tenant_id', '=', p.tenant_id)
      .where('client_id', '=', p.client_id),
)

export const deleteClient = statement((q, p: Key) =>
  q.deleteFrom('client').where('tenant_id', '=', p.tenant_id).where('client_id', '=', p.client_id),
)
