/**
 * Mail tokens: what mailed and handed-over links stand for, each spent once.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { MailTokenPurpose, MailTokenRow } from './enrolment-rows.ts'
import { sql } from './kysely.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; id: Buffer }
type Owned = { tenant_id: string; user_id: Buffer; purpose: MailTokenPurpose }
type Awaited = { tenant_id: string; interaction_id: Buffer; purpose: MailTokenPurpose }

export const insertMailToken = statement((q, p: MailTokenRow) =>
  q
    .insertInto('mail_token')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'purpose',
        'secret_hash',
        'user_id',
        'email',
        'browser_hash',
        'interaction_id',
        'code_hash',
        'code_tries',
        'created_at',
        'expires_at',
        'used_at',
        'username',
      ),
    ),
)

export const findMailToken = statement((q, p: Key) =>
  q.selectFrom('mail_token').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** Spends it; of two at the same time exactly one gets the row. */
export const consumeMailToken = statement((q, p: Key & { purpose: MailTokenPurpose; now: UnixSeconds }) =>
  q
    .updateTable('mail_token')
    .set({ used_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('purpose', '=', p.purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', p.now)
    .returningAll(),
)

/** Keeps the code that another browser shows. Writes nothing once the link is spent. */
export const updateMailTokenCode = statement((q, p: Key & { code_hash: Buffer; now: UnixSeconds }) =>
  q
    .updateTable('mail_token')
    .set({ code_hash: p.code_hash })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', p.now),
)

/** Counts a code that was typed where links are waited for, up to so many for each. @returns those it may be the code of */
export const countCodeTry = statement(
  (q, p: Awaited & { browser_hash: Buffer; most: number; now: UnixSeconds }) =>
    q
      .updateTable('mail_token')
      .set({ code_tries: sql`code_tries + 1` })
      .where('interaction_id', '=', p.interaction_id)
      .where('tenant_id', '=', p.tenant_id)
      .where('purpose', '=', p.purpose)
      .where('browser_hash', '=', p.browser_hash)
      .where('code_tries', '<', p.most)
      .where('used_at', 'is', null)
      .where('expires_at', '>', p.now)
      .returningAll(),
)

/** A person's links of a purpose, spent ones too. */
export const listMailTokens = statement((q, p: Owned) =>
  q
    .selectFrom('mail_token')
    .selectAll()
    .where('user_id', '=', p.user_id)
    .where('purpose', '=', p.purpose)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('id'),
)

/** Takes back a person's other links of a purpose: a newer one replaces them. */
export const deleteMailTokens = statement((q, p: Owned) =>
  q
    .deleteFrom('mail_token')
    .where('user_id', '=', p.user_id)
    .where('purpose', '=', p.purpose)
    .where('tenant_id', '=', p.tenant_id),
)

export const deleteMailToken = statement((q, p: Key) =>
  q.deleteFrom('mail_token').where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** All of a person's links, until they are swept. */
export const listMailTokensOfUser = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q
    .selectFrom('mail_token')
    .selectAll()
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('id'),
)
