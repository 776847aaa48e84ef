/**
 * What people allowed clients to have. OpenID Connect Core 1.0 §3.1.2.4.
 */
import type { ConsentRow } from './schema.ts'
import { row, statement } from './statement.ts'

export const upsertConsent = statement((q, p: ConsentRow) =>
  q
    .insertInto('consent')
    .values(row(p, 'tenant_id', 'user_id', 'client_id', 'scope', 'claims', 'resources', 'given_at'))
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'client_id'])
        .doUpdateSet({ scope: p.scope, claims: p.claims, given_at: p.given_at }),
    ),
)

export const findConsent = statement((q, p: { tenant_id: string; user_id: Buffer; client_id: string }) =>
  q
    .selectFrom('consent')
    .selectAll()
    .where('user_id', '=', p.user_id)
    .where('client_id', '=', p.client_id)
    .where('tenant_id', '=', p.tenant_id),
)

export const listConsents = statement((q, p: { tenant_id: string; user_id: Buffer }) =>
  q
    .selectFrom('consent')
    .selectAll()
    .where('user_id', '=', p.user_id)
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('client_id'),
)

export const deleteConsent = statement((q, p: { tenant_id: string; user_id: Buffer; client_id: string }) =>
  q
    .deleteFrom('consent')
    .where('user_id', '=', p.user_id)
    .where('client_id', '=', p.client_id)
    .where('tenant_id', '=', p.tenant_id),
)
