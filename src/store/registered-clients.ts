/**
 * Clients that made themselves known. RFC 7592 §2; OAuth Client ID Metadata Document §4.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { ClientRow, ClientType } from './schema.ts'
import { statement } from './statement.ts'

type Key = { tenant_id: string; client_id: string }

/** Replaces all that is registered, and the token it was done with; of two at the same time one finds the token gone. */
export const replaceRegistration = statement(
  (
    q,
    p: Key &
      Pick<ClientRow, 'client_type' | 'secret_kind' | 'secret_hash' | 'metadata'> & {
        registration_hash: Buffer
        new_registration_hash: Buffer
        now: UnixSeconds
      },
  ) =>
    q
      .updateTable('client')
      .set({
        client_type: p.client_type,
        secret_kind: p.secret_kind,
        secret_hash: p.secret_hash,
        metadata: p.metadata,
        registration_hash: p.new_registration_hash,
        updated_at: p.now,
      })
      .where('tenant_id', '=', p.tenant_id)
      .where('client_id', '=', p.client_id)
      .where('registration_hash', '=', p.registration_hash),
)

/** What its document says now. */
export const updateDocumentClient = statement(
  (q, p: Key & { client_type: ClientType; metadata: string; fresh_until: UnixSeconds; now: UnixSeconds }) =>
    q
      .updateTable('client')
      .set({
        client_type: p.client_type,
        metadata: p.metadata,
        fresh_until: p.fresh_until,
        updated_at: p.now,
      })
      .where('tenant_id', '=', p.tenant_id)
      .where('client_id', '=', p.client_id)
      .where('origin', '=', 'document'),
)

/** In one batch. */
const MOST_SWEPT = 500

/** Those that nobody vouched for, and that nobody has allowed anything since they were last stated. */
export const deleteUnusedClients = statement((q, p: { before: UnixSeconds }) =>
  q.deleteFrom('client').where(({ eb, refTuple, selectFrom }) =>
    eb(
      refTuple('tenant_id', 'client_id'),
      'in',
      selectFrom('client as unused')
        .select(['unused.tenant_id', 'unused.client_id'])
        .where('unused.origin', 'in', ['open', 'document'])
        .where('unused.updated_at', '<=', p.before)
        .where(({ exists, not, selectFrom }) =>
          not(
            exists(
              selectFrom('consent as allowed')
                .select('allowed.client_id')
                .whereRef('allowed.tenant_id', '=', 'unused.tenant_id')
                .whereRef('allowed.client_id', '=', 'unused.client_id'),
            ),
          ),
        )
        .orderBy('unused.updated_at')
        .limit(MOST_SWEPT)
        .$asTuple('tenant_id', 'client_id'),
    ),
  ),
)
