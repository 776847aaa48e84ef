/**
 * People.
 */
import type { Kysely } from 'kysely'
import type { UnixSeconds } from '../primitives/clock.ts'
import type { Flag } from './flag.ts'
import { sql } from './kysely.ts'
import type { Tables, UserRow } from './schema.ts'
import { type Params, row, statement } from './statement.ts'

/** Writes nothing when the folded username is taken, or one that looks the same. */
export const insertUser = statement((q, p: UserRow) =>
  q
    .insertInto('user')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'username',
        'username_key',
        'username_look',
        'email',
        'email_verified',
        'email_connection_id',
        'claims',
        'status',
        'created_at',
        'updated_at',
      ),
    )
    .onConflict((conflict) => conflict.doNothing()),
)

type Key = { tenant_id: string; id: Buffer }

export const findUser = statement((q, p: Key) =>
  q.selectFrom('user').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

/** What a request asks of somebody: nothing by which people are found. */
export type PersonRow = Pick<UserRow, (typeof OF_A_PERSON)[number]>

const OF_A_PERSON = ['id', 'username', 'email', 'email_verified', 'claims', 'status', 'updated_at'] as const

export const findPerson = statement((q, p: Key) =>
  q.selectFrom('user').select(OF_A_PERSON).where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

export const findUserByName = statement((q, p: { tenant_id: string; username_key: string }) =>
  q
    .selectFrom('user')
    .selectAll()
    .where('tenant_id', '=', p.tenant_id)
    .where('username_key', '=', p.username_key),
)

type Address = { tenant_id: string; email: string }

/** Whose address it is, however its letters are written; of several one who may sign in. */
const usersOfAddress = (q: Kysely<Tables>, p: Params<Address>) =>
  q
    .selectFrom('user')
    .selectAll()
    .where('tenant_id', '=', p.tenant_id)
    .where(sql<string>`lower(email)`, '=', sql<string>`lower(${p.email})`)
    .where('email_verified', '=', 1)
    .orderBy('status')
    .orderBy('id')
    .limit(1)

/** Who has proved that the address is theirs, here or elsewhere. */
export const findUserByAddress = statement(usersOfAddress)

/** Likewise, but not whom another connection alone vouches for. */
export const findUserToLink = statement((q, p: Address & { connection_id: string }) =>
  usersOfAddress(q, p).where(({ or, eb }) =>
    or([eb('email_connection_id', 'is', null), eb('email_connection_id', '=', p.connection_id)]),
  ),
)

/** Who has one of these two names, or one that looks the same. */
export const findUsersAlike = statement(
  (q, p: { tenant_id: string; username_key: string; username_look: string }) =>
    q
      .selectFrom('user')
      .selectAll()
      .where('tenant_id', '=', p.tenant_id)
      .where(({ or, eb }) =>
        or([
          eb('username_key', 'in', [p.username_key, p.username_look]),
          eb('username_look', '=', p.username_look),
        ]),
      ),
)

export const listUsers = statement((q, p: { tenant_id: string }) =>
  q.selectFrom('user').selectAll().where('tenant_id', '=', p.tenant_id).orderBy('username_key'),
)

type Changes = Pick<
  UserRow,
  'username' | 'username_key' | 'username_look' | 'email' | 'email_connection_id' | 'claims' | 'status'
> & {
  email_verified: Flag
}

export const updateUser = statement((q, p: { tenant_id: string; id: Buffer; now: UnixSeconds } & Changes) =>
  q
    .updateTable('user')
    .set({
      ...row(p, 'username', 'username_key', 'username_look', 'claims', 'status'),
      ...row(p, 'email', 'email_verified', 'email_connection_id'),
      updated_at: p.now,
    })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id),
)

/**
 * Writes nothing for the name that the person has already. Fails for one that is taken, or looks like one: two may ask for it
 * at the same time.
 */
export const updateUsername = statement(
  (
    q,
    p: Pick<UserRow, 'tenant_id' | 'id' | 'username' | 'username_key' | 'username_look'> & {
      now: UnixSeconds
    },
  ) =>
    q
      .updateTable('user')
      .set({ ...row(p, 'username', 'username_key', 'username_look'), updated_at: p.now })
      .where('id', '=', p.id)
      .where('tenant_id', '=', p.tenant_id)
      .where('username', '!=', p.username),
)

export const updateUserClaims = statement(
  (q, p: { tenant_id: string; id: Buffer; claims: string; now: UnixSeconds }) =>
    q
      .updateTable('user')
      .set({ claims: p.claims, updated_at: p.now })
      .where('id', '=', p.id)
      .where('tenant_id', '=', p.tenant_id),
)

/** The address is proved here, if it still is this one. */
export const updateUserEmailVerified = statement(
  (q, p: { tenant_id: string; id: Buffer; email: string; now: UnixSeconds }) =>
    q
      .updateTable('user')
      .set({ email_verified: 1, email_connection_id: null, updated_at: p.now })
      .where('id', '=', p.id)
      .where('tenant_id', '=', p.tenant_id)
      .where('email', '=', p.email),
)

/** Another address, and one that is proved here. */
export const updateUserEmail = statement(
  (q, p: { tenant_id: string; id: Buffer; email: string; now: UnixSeconds }) =>
    q
      .updateTable('user')
      .set({ email: p.email, email_verified: 1, email_connection_id: null, updated_at: p.now })
      .where('id', '=', p.id)
      .where('tenant_id', '=', p.tenant_id),
)

/** Whose address was proved by the word of that connection alone: nobody stands by it any more. */
export const updateUsersOfConnection = statement(
  (q, p: { tenant_id: string; connection_id: string; now: UnixSeconds }) =>
    q
      .updateTable('user')
      .set({ email_verified: 0, email_connection_id: null, updated_at: p.now })
      .where('tenant_id', '=', p.tenant_id)
      .where('email_connection_id', '=', p.connection_id),
)

/** Changes nothing; another transaction that does the same waits until this one has ended. */
export const lockUser = statement((q, p: { tenant_id: string; id: Buffer }) =>
  q
    .updateTable('user')
    .set(({ ref }) => ({ updated_at: ref('updated_at') }))
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .returningAll(),
)

export const deleteUser = statement((q, p: { tenant_id: string; id: Buffer }) =>
  q.deleteFrom('user').where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)
