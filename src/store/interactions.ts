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
