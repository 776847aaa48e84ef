/**
 * Sessions: who is signed in with a browser. OpenID Connect Core 1.0 §3.1.2.3.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { sql } from './kysely.ts'
import type { SessionRow } from './schema.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: Buffer }

/** A session that goes on (the same person signed in again) keeps its id and gets a new secret; one that ended stays ended. */
export const upsertSession = statement((q, p: SessionRow) =>
  q
    .insertInto('session')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'secret_hash',
        'user_id',
        'auth_time',
        'amr',
        'acr',
        'created_at',
        'last_seen_at',
        'expires_at',
        'ended_at',
        'browser',
        'system',
        'address',
        'known_browser_id',
        'connection_id',
      ),
    )
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({
          ...row(p, 'secret_hash', 'auth_time', 'amr', 'acr', 'last_seen_at', 'expires_at'),
          ...row(p, 'browser', 'system', 'address', 'connection_id'),
          known_browser_id: sql`coalesce(excluded.known_browser_id, session.known_browser_id)`,
        })
        .where('session.ended_at', 'is', null),
    ),
)

/** What each request asks of it. */
export const findSession = statement((q, p: Key) =>
  q
    .selectFrom('session')
    .select(['secret_hash', 'user_id', 'auth_time', 'amr', 'acr'])
    .select(['last_seen_at', 'expires_at', 'ended_at', 'connection_id'])
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id),
)

export const findSessionEnd = statement((q, p: Key) =>
  q.selectFrom('session').select('ended_at').where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

export const updateSessionLastSeen = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('session')
    .set({ last_seen_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('last_seen_at', '<', p.now),
)

/** All of a person's that are live, but for one. @returns those that were live */
export const endSessionsOfUser = statement(
  (q, p: { tenant_id: string; user_id: Buffer; except: Buffer; now: UnixSeconds }) =>
    q
      .updateTable('session')
      .set({ ended_at: p.now })
      .where('user_id', '=', p.user_id)
      .where('tenant_id', '=', p.tenant_id)
      .where('id', '!=', p.except)
      .where('ended_at', 'is', null)
      .returning('id'),
)

export const endSession = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('session')
    .set({ ended_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('ended_at', 'is', null),
)

/** All that were begun by way of a connection. @returns those that were live */
export const endSessionsOfConnection = statement(
  (q, p: { tenant_id: string; connection_id: string; now: UnixSeconds }) =>
    q
      .updateTable('session')
      .set({ ended_at: p.now })
      .where('connection_id', '=', p.connection_id)
      .where('tenant_id', '=', p.tenant_id)
      .where('ended_at', 'is', null)
      .returning('id'),
)

/** All of a person's, those that ended too, until they are swept. */
export const listSessions = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q
    .selectFrom('session')
    .selectAll()
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('id'),
)

/** A person's in one browser: the session itself, or what was begun in a known browser. @returns those that were live */
export const endSessionsOfBrowser = statement(
  (q, p: { tenant_id: string; user_id: Buffer; browser_id: Buffer; now: UnixSeconds }) =>
    q
      .updateTable('session')
      .set({ ended_at: p.now })
      .where('user_id', '=', p.user_id)
      .where('tenant_id', '=', p.tenant_id)
      .where(({ or, eb }) => or([eb('id', '=', p.browser_id), eb('known_browser_id', '=', p.browser_id)]))
      .where('ended_at', 'is', null)
      .returning('id'),
)
