/**
 * Signing keys. RFC 7517 §4.
 */
import type { SigningKeyRow } from './schema.ts'
import { row, statement } from './statement.ts'

/** Writes nothing when the generation exists: of two processes that make a first key at once, one wins. */
export const insertSigningKey = statement((q, p: SigningKeyRow) =>
  q
    .insertInto('signing_key')
    .values(
      row(
        p,
        'tenant_id',
        'alg',
        'generation',
        'kid',
        'public_jwk',
        'private_sealed',
        'created_at',
        'signs_from',
        'retired_at',
      ),
    )
    .onConflict((conflict) => conflict.doNothing()),
)

export const listSigningKeys = statement((q, p: { tenant_id: string }) =>
  q
    .selectFrom('signing_key')
    .selectAll()
    .where('tenant_id', '=', p.tenant_id)
    .orderBy('alg')
    .orderBy('generation'),
)
