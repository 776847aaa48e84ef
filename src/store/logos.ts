/**
 * Logos. What was fetched is written only while the logo is still wanted from where it was fetched.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { LogoRow } from './logo-rows.ts'
import { row, statement } from './statement.ts'

type Key = { id: Buffer }
type Source = Key & { uri: string }

const EMPTY = { hash: null, media_type: null, width: null, height: null, bytes: null, etag: null }

/** One that is wanted from somewhere else than before is forgotten, and due; else nothing changes. */
export const upsertLogo = statement(
  (q, p: Pick<LogoRow, 'id' | 'tenant_id' | 'client_id' | 'uri'> & { now: UnixSeconds }) =>
    q
      .insertInto('logo')
      .values({ ...row(p, 'id', 'tenant_id', 'client_id', 'uri'), ...EMPTY, failures: 0, due_at: p.now })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({ uri: p.uri, ...EMPTY, fetched_at: null, failures: 0, fault: null, due_at: p.now })
          .where('logo.uri', '<>', p.uri),
      ),
)

export const deleteLogo = statement((q, p: Key) => q.deleteFrom('logo').where('id', '=', p.id))

/** What a page needs to know of it; none while there is nothing to show. */
export const findShownLogo = statement((q, p: Key) =>
  q
    .selectFrom('logo')
    .select(['hash', 'width', 'height'])
    .where('id', '=', p.id)
    .where('hash', 'is not', null)
    .$narrowType<{ hash: string; width: number; height: number }>(),
)

export const findLogoFile = statement((q, p: { tenant_id: string; hash: string }) =>
  q
    .selectFrom('logo')
    .select(['media_type', 'bytes'])
    .where('tenant_id', '=', p.tenant_id)
    .where('hash', '=', p.hash)
    .limit(1)
    .$narrowType<{ media_type: string; bytes: Buffer }>(),
)

/** Without its bytes. */
export type DueLogo = Pick<
  LogoRow,
  'id' | 'tenant_id' | 'uri' | 'hash' | 'etag' | 'fetched_at' | 'failures' | 'due_at'
>

export const listDueLogos = statement((q, p: { now: UnixSeconds; limit: number }) =>
  q
    .selectFrom('logo')
    .select(['id', 'tenant_id', 'uri', 'hash', 'etag', 'fetched_at', 'failures', 'due_at'])
    .where('due_at', '<=', p.now)
    .orderBy('due_at')
    .limit(p.limit),
)

/** Takes a logo for one try; of two at the same time exactly one gets it. */
export const claimLogo = statement((q, p: Source & { due_at: UnixSeconds; until: UnixSeconds }) =>
  q
    .updateTable('logo')
    .set({ due_at: p.until })
    .where('id', '=', p.id)
    .where('uri', '=', p.uri)
    .where('due_at', '=', p.due_at),
)

type File = { hash: string; media_type: string; width: number; height: number; bytes: Buffer }

export const updateLogo = statement(
  (q, p: Source & File & { etag: string | null; now: UnixSeconds; due_at: UnixSeconds }) =>
    q
      .updateTable('logo')
      .set({
        ...row(p, 'hash', 'media_type', 'width', 'height', 'bytes', 'etag', 'due_at'),
        fetched_at: p.now,
        failures: 0,
        fault: null,
      })
      .where('id', '=', p.id)
      .where('uri', '=', p.uri),
)

/** It is what it was. */
export const updateLogoSeen = statement((q, p: Source & { now: UnixSeconds; due_at: UnixSeconds }) =>
  q
    .updateTable('logo')
    .set({ fetched_at: p.now, failures: 0, fault: null, due_at: p.due_at })
    .where('id', '=', p.id)
    .where('uri', '=', p.uri),
)

export const updateLogoFailed = statement(
  (q, p: Source & { failures: number; fault: string; due_at: UnixSeconds }) =>
    q
      .updateTable('logo')
      .set({ failures: p.failures, fault: p.fault, due_at: p.due_at })
      .where('id', '=', p.id)
      .where('uri', '=', p.uri),
)

/** What was there is shown no more. */
export const emptyLogo = statement((q, p: Source) =>
  q
    .updateTable('logo')
    .set({ ...EMPTY, fetched_at: null })
    .where('id', '=', p.id)
    .where('uri', '=', p.uri),
)
