/**
 * Which clients were told of a session. OpenID Connect Back-Channel Logout 1.0 §2.1.
 */
import type { SessionClientRow } from './logout-rows.ts'
import { row, statement } from './statement.ts'

/** The first time it is written; from then on it says the same, but for whether the client has a back-channel address. */
export const upsertSessionClient = statement((q, p: SessionClientRow) =>
  q
    .insertInto('session_client')
    .values(row(p, 'id', 'tenant_id', 'session_id', 'client_id', 'sub', 'back_channel'))
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ back_channel: p.back_channel })
        .where('session_client.back_channel', '<>', p.back_channel),
    ),
)

export const findSessionClient = statement((q, p: { tenant_id: string; id: Buffer }) =>
  q.selectFrom('session_client').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

export const listSessionClients = statement((q, p: { tenant_id: string; session_id: Buffer }) =>
  q
    .selectFrom('session_client')
    .selectAll()
    .where('session_id', '=', p.session_id)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('client_id'),
)
