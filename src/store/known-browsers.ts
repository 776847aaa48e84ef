/**
 * Known browsers: where a person has signed in before.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { KnownBrowserRow } from './schema.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: Buffer }

export const insertKnownBrowser = statement((q, p: KnownBrowserRow) =>
  q.insertInto('known_browser').values({
    ...row(p, 'id', 'tenant_id', 'user_id', 'secret_hash', 'created_at', 'last_used_at', 'expires_at'),
    ...row(p, 'browser', 'system', 'address'),
  }),
)

export const findKnownBrowser = statement((q, p: Key) =>
  q.selectFrom('known_browser').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

export const updateKnownBrowserLastUsed = statement(
  (q, p: Key & Pick<KnownBrowserRow, 'browser' | 'system' | 'address'> & { now: UnixSeconds }) =>
    q
      .updateTable('known_browser')
      .set({ last_used_at: p.now, ...row(p, 'browser', 'system', 'address') })
      .where('id', '=', p.id)
      .where('tenant_id', '=', p.tenant_id),
)

export const deleteKnownBrowser = statement((q, p: Key) =>
  q.deleteFrom('known_browser').where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** Undefined when a person has no more than so many, which an index alone tells. */
export const findFurtherKnownBrowser = statement((q, p: { user_id: Buffer; most: number }) =>
  q.selectFrom('known_browser').select('user_id').where('user_id', '=', p.user_id).limit(1).offset(p.most),
)

/** SQLite takes no offset without a limit. */
const NO_LIMIT = 1_000_000

/** Leaves those of a person that were used last, so many of them. */
export const deleteOldestKnownBrowsers = statement(
  (q, p: { tenant_id: string; user_id: Buffer; most: number }) =>
    q
      .deleteFrom('known_browser')
      .where('id', 'in', (oldest) =>
        oldest
          .selectFrom('known_browser')
          .select('id')
          .where('user_id', '=', p.user_id)
          .where('tenant_id', '=', p.tenant_id)
          .orderBy('last_used_at', 'desc')
          .orderBy('id', 'desc')
          .limit(NO_LIMIT)
          .offset(p.most),
      ),
)

export const deleteKnownBrowsersOfUser = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q.deleteFrom('known_browser').where('user_id', '=', p.user_id).where('tenant_id', '=', p.tenant_id),
)

export const listKnownBrowsers = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q
    .selectFrom('known_browser')
    .selectAll()
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('id'),
)

/** One of a person's. */
export const deleteKnownBrowserOfUser = statement((q, p: Key & { user_id: Buffer }) =>
  q
    .deleteFrom('known_browser')
    .where('id', '=', p.id)
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id),
)

/** All of a person's, but for one. */
export const deleteOtherKnownBrowsers = statement(
  (q, p: { tenant_id: string; user_id: Buffer; except: Buffer }) =>
    q
      .deleteFrom('known_browser')
      .where('user_id', '=', p.user_id)
      .where('tenant_id', '=', p.tenant_id)
      .where('id', '!=', p.except),
)
