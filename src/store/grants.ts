/**
 * Grants: what a code and the tokens after it stand for. Revoking one is revoking them all.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { row, statement } from './statement.ts'
import type { GrantRow } from './token-rows.ts'

type Key = { tenant_id: string; id: Buffer }

export const insertGrant = statement((q, p: GrantRow) =>
  q
    .insertInto('grant')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'client_id',
        'user_id',
        'session_id',
        'scope',
        'nonce',
        'auth_time',
        'amr',
        'acr',
        'outlives_session',
        'claims',
        'resources',
        'claim_set_id',
        'organization_id',
        'connection_id',
        'created_at',
        'expires_at',
        'revoked_at',
      ),
    ),
)

export const findGrant = statement((q, p: Key) =>
  q.selectFrom('grant').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** Moves the end of the grant out to that of its newest token, never back. */
export const extendGrant = statement((q, p: Key & { expires_at: UnixSeconds }) =>
  q
    .updateTable('grant')
    .set({ expires_at: p.expires_at })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('expires_at', '<', p.expires_at),
)

export const revokeGrant = statement((q, p: Key & { now: UnixSeconds }) =>
  q
    .updateTable('grant')
    .set({ revoked_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('revoked_at', 'is', null),
)

/** The grants made in a session, but for those that were allowed to go on without it (`offline_access`). */
export const revokeGrantsOfSession = statement(
  (q, p: { tenant_id: string; session_id: Buffer; now: UnixSeconds }) =>
    q
      .updateTable('grant')
      .set({ revoked_at: p.now })
      .where('session_id', '=', p.session_id)
      .where('tenant_id', '=', p.tenant_id)
      .where('revoked_at', 'is', null)
      .where('outlives_session', '=', 0),
)

/** All of a person's, those that may go on without a session too; but for those of one session. */
export const revokeGrantsOfUser = statement(
  (q, p: { tenant_id: string; user_id: Buffer; except_session_id: Buffer; now: UnixSeconds }) =>
    q
      .updateTable('grant')
      .set({ revoked_at: p.now })
      .where('user_id', '=', p.user_id)
      .where('tenant_id', '=', p.tenant_id)
      .where('revoked_at', 'is', null)
      .where(({ or, eb }) => or([eb('session_id', 'is', null), eb('session_id', '!=', p.except_session_id)])),
)

/** Likewise, but for those of one session and those that were allowed to go on without any. */
export const revokeGrantsOfOtherSessions = statement(
  (q, p: { tenant_id: string; user_id: Buffer; except_session_id: Buffer; now: UnixSeconds }) =>
    q
      .updateTable('grant')
      .set({ revoked_at: p.now })
      .where('user_id', '=', p.user_id)
      .where('tenant_id', '=', p.tenant_id)
      .where('revoked_at', 'is', null)
      .where('outlives_session', '=', 0)
      .where('session_id', '!=', p.except_session_id),
)

/** What a person let one client have, on whatever way it came by it. */
export const revokeGrantsOfUserToClient = statement(
  (q, p: { tenant_id: string; user_id: Buffer; client_id: string; now: UnixSeconds }) =>
    q
      .updateTable('grant')
      .set({ revoked_at: p.now })
      .where('user_id', '=', p.user_id)
      .where('client_id', '=', p.client_id)
      .where('tenant_id', '=', p.tenant_id)
      .where('revoked_at', 'is', null),
)

/** All of a client's. No index helps: it is an administrator's doing, and rare. */
export const revokeGrantsOfClient = statement(
  (q, p: { tenant_id: string; client_id: string; now: UnixSeconds }) =>
    q
      .updateTable('grant')
      .set({ revoked_at: p.now })
      .where('client_id', '=', p.client_id)
      .where('tenant_id', '=', p.tenant_id)
      .where('revoked_at', 'is', null),
)

/** All that were made by way of a connection, those that may go on without a session too. No index helps here either. */
export const revokeGrantsOfConnection = statement(
  (q, p: { tenant_id: string; connection_id: string; now: UnixSeconds }) =>
    q
      .updateTable('grant')
      .set({ revoked_at: p.now })
      .where('connection_id', '=', p.connection_id)
      .where('tenant_id', '=', p.tenant_id)
      .where('revoked_at', 'is', null),
)

/** All of a person's, until they are swept. */
export const listGrants = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q
    .selectFrom('grant')
    .selectAll()
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('id'),
)
