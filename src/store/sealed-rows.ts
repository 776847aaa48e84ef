/**
 * Whatever is sealed, by the key that it was sealed under, so that it can be sealed anew under another.
 *
 * What was read is replaced only where it is still as it was read: a row that was written meanwhile stays as it was written.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import { sql } from './kysely.ts'
import type { Tables } from './schema.ts'
import { compiledOnce, type Params, type Statement, statement } from './statement.ts'

type KeyId = { key_id: Buffer }
type Batch = KeyId & { after: Buffer; limit: number }
type Resealed = { sealed: Buffer; was: Buffer }

const KEY_ID_LENGTH = 8

const keyIdOf = (column: string) => sql<Buffer>`substr(${sql.ref(column)}, 1, ${sql.lit(KEY_ID_LENGTH)})`
const isUnder = (column: string, p: Params<KeyId>) => sql<boolean>`${keyIdOf(column)} = ${p.key_id}`

export const listRootKeysUnder = statement((q, p: KeyId) =>
  q.selectFrom('root_key').select('key_sealed').where(isUnder('key_sealed', p)),
)

export const resealRootKey = statement((q, p: Resealed) =>
  q.updateTable('root_key').set({ key_sealed: p.sealed }).where('key_sealed', '=', p.was),
)

/** All at once: a tenant has a few. */
export const listSigningKeysUnder = statement((q, p: KeyId) =>
  q.selectFrom('signing_key').selectAll().where(isUnder('private_sealed', p)),
)

export const resealSigningKey = statement((q, p: Resealed & { tenant_id: string; kid: string }) =>
  q
    .updateTable('signing_key')
    .set({ private_sealed: p.sealed })
    .where('tenant_id', '=', p.tenant_id)
    .where('kid', '=', p.kid)
    .where('private_sealed', '=', p.was),
)

export const listServerKeysUnder = statement((q, p: KeyId) =>
  q.selectFrom('passcode_server_key').selectAll().where(isUnder('setup_sealed', p)),
)

export const resealServerKey = statement((q, p: Resealed & { tenant_id: string; generation: number }) =>
  q
    .updateTable('passcode_server_key')
    .set({ setup_sealed: p.sealed })
    .where('tenant_id', '=', p.tenant_id)
    .where('generation', '=', p.generation)
    .where('setup_sealed', '=', p.was),
)

/** Likewise. */
export const listConnectionsUnder = statement((q, p: KeyId) =>
  q.selectFrom('connection').selectAll().where(isUnder('secret_sealed', p)),
)

export const resealConnection = statement((q, p: Resealed & { tenant_id: string; id: string }) =>
  q
    .updateTable('connection')
    .set({ secret_sealed: p.sealed })
    .where('tenant_id', '=', p.tenant_id)
    .where('id', '=', p.id)
    .where('secret_sealed', '=', p.was),
)

/** A batch in the order of the ids, beginning after one. */
export const listPasscodesUnder = statement((q, p: Batch) =>
  q
    .selectFrom('passcode')
    .selectAll()
    .where(isUnder('record_sealed', p))
    .where('id', '>', p.after)
    .orderBy('id')
    .limit(p.limit),
)

export const resealPasscode = statement((q, p: Resealed & { tenant_id: string; id: Buffer }) =>
  q
    .updateTable('passcode')
    .set({ record_sealed: p.sealed })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('record_sealed', '=', p.was),
)

/** Likewise. */
export const listMailsUnder = statement((q, p: Batch) =>
  q
    .selectFrom('mail_outbox')
    .selectAll()
    .where(isUnder('message_sealed', p))
    .where('id', '>', p.after)
    .orderBy('id')
    .limit(p.limit),
)

export const resealMail = statement((q, p: Resealed & { tenant_id: string; id: Buffer }) =>
  q
    .updateTable('mail_outbox')
    .set({ message_sealed: p.sealed })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('message_sealed', '=', p.was),
)

const counted = (column: string) =>
  [keyIdOf(column).as('key_id'), sql<number>`count(*)`.as('sealed')] as const

/** How many values of each kind there are under each key. Challenges live too short to be sealed anew. */
export const SEALED_COUNTS = {
  root_key: statement((q) => q.selectFrom('root_key').select(counted('key_sealed')).groupBy('key_id')),
  signing_key: statement((q) =>
    q.selectFrom('signing_key').select(counted('private_sealed')).groupBy('key_id'),
  ),
  passcode_server_key: statement((q) =>
    q.selectFrom('passcode_server_key').select(counted('setup_sealed')).groupBy('key_id'),
  ),
  connection: statement((q) =>
    q
      .selectFrom('connection')
      .select(counted('secret_sealed'))
      .where('secret_sealed', 'is not', null)
      .groupBy('key_id'),
  ),
  passcode: statement((q) => q.selectFrom('passcode').select(counted('record_sealed')).groupBy('key_id')),
  passcode_challenge: statement((q, p: { now: UnixSeconds }) =>
    q
      .selectFrom('passcode_challenge')
      .select(counted('state_sealed'))
      .where('expires_at', '>', p.now)
      .groupBy('key_id'),
  ),
  mail_outbox: statement((q) =>
    q.selectFrom('mail_outbox').select(counted('message_sealed')).groupBy('key_id'),
  ),
} as const

/** Every start asks for these before it answers, so they are written without Kysely, and no start waits for it. */
export const KEY_IDS = {
  root_key: keyIdsIn('root_key', 'key_sealed'),
  signing_key: keyIdsIn('signing_key', 'private_sealed'),
  passcode_server_key: keyIdsIn('passcode_server_key', 'setup_sealed'),
} as const

function keyIdsIn<T extends keyof Tables>(
  table: T,
  column: string & keyof Tables[T],
): Statement<object, KeyId> {
  const sql = `select distinct substr("${column}", 1, ${KEY_ID_LENGTH}) as "key_id" from "${table}"`
  return compiledOnce(() => ({ sql, reads: true, values: () => [] }))
}
