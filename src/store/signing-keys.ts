/**
 * Signing keys. RFC 7517 §4.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { rowsBy } from './rows-by.ts'
import type { SigningKeyRow } from './schema.ts'
import { row, statement } from './statement.ts'

type Key = { tenant_id: string; alg: string; generation: number }

/** Writes nothing when the generation exists: of two processes that make a key at once, one wins. */
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

export const listSigningKeys = rowsBy('signing_key', ['tenant_id'], ['alg', 'generation'])

/** The next key signs sooner than it was to. */
export const updateSigningKeyStart = statement((q, p: Key & { signs_from: UnixSeconds }) =>
  q
    .updateTable('signing_key')
    .set({ signs_from: p.signs_from })
    .where('tenant_id', '=', p.tenant_id)
    .where('alg', '=', p.alg)
    .where('generation', '=', p.generation),
)

/** It has a successor: until when it is published. */
export const retireSigningKey = statement((q, p: Key & { retired_at: UnixSeconds }) =>
  q
    .updateTable('signing_key')
    .set({ retired_at: p.retired_at })
    .where('tenant_id', '=', p.tenant_id)
    .where('alg', '=', p.alg)
    .where('generation', '=', p.generation),
)

/** No key waits for longer than the next one does, in no tenant. */
export const limitSigningKeyStarts = statement((q, p: { latest: UnixSeconds }) =>
  q.updateTable('signing_key').set({ signs_from: p.latest }).where('signs_from', '>', p.latest),
)

/** In every tenant: of each algorithm since when its newest key signs, where it does. */
export const listNewestSigningKeys = statement((q, p: { now: UnixSeconds }) =>
  q
    .selectFrom('signing_key')
    .select(['tenant_id', 'alg'])
    .select(({ fn }) => fn.max('signs_from').as('signs_from'))
    .groupBy(['tenant_id', 'alg'])
    .having(({ fn }) => fn.max('signs_from'), '<=', p.now)
    .orderBy('tenant_id')
    .orderBy('alg'),
)

export const deleteSigningKeys = statement((q, p: { before: UnixSeconds }) =>
  q.deleteFrom('signing_key').where('retired_at', '<=', p.before),
)
