/**
 * Interactions: authorization requests that wait for a person. OpenID Connect Core 1.0 §3.1.2.1.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { InteractionRow } from './schema.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: Buffer }

export const insertInteraction = statement((q, p: InteractionRow) =>
  q
    .insertInto('interaction')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'browser_hash',
        'client_id',
        'parameters',
        'received_at',
        'expires_at',
        'session_id',
        'consented_session_id',
        'finished_at',
      ),
    ),
)

export const findInteraction = statement((q, p: Key) =>
  q.selectFrom('interaction').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** Writes nothing once the interaction is finished. */
export const updateInteractionSession = statement((q, p: Key & { session_id: Buffer }) =>
  q
    .updateTable('interaction')
    .set({ session_id: p.session_id })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('finished_at', 'is', null),
)

/** Binds the agreement to the session that gave it. Writes nothing once the interaction is finished. */
export const updateInteractionConsent = statement((q, p: Key & { session_id: Buffer }) =>
  q
    .updateTable('interaction')
    .set({ consented_session_id: p.session_id })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('finished_at', 'is', null),
)

/** Answers it, once: of two answers at the same time exactly one gets the row. */
export const finishInteraction = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('interaction')
    .set({ finished_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('finished_at', 'is', null)
    .returning('id'),
)

/** Likewise, without an answer: it ends as it is finished, by which it is known. */
export const cancelInteraction = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('interaction')
    .set({ finished_at: p.now, expires_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('finished_at', 'is', null)
    .returning('id'),
)

type Owner = { tenant_id: string; user_id: Buffer }

/** Those in which a person has signed in, until they are swept. */
export const listInteractionsOfUser = statement((q, p: Owner) =>
  q
    .selectFrom('interaction')
    .selectAll()
    .where('session_id', 'in', q.selectFrom('session').select('id').where('user_id', '=', p.user_id))
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('id'),
)

/** They hold names: `login_hint`. */
export const deleteInteractionsOfUser = statement((q, p: Owner) =>
  q
    .deleteFrom('interaction')
    .where('session_id', 'in', q.selectFrom('session').select('id').where('user_id', '=', p.user_id))
    .where('tenant_id', '=', p.tenant_id),
)
