/**
 * People.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { Flag } from './flag.ts'
import type { UserRow } from './schema.ts'
import { row, statement } from './statement.ts'

/** Writes nothing when the folded username is taken. */
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
        'email',
        'email_verified',
        'claims',
        'status',
        'created_at',
        'updated_at',
      ),
    )
    .onConflict((conflict) => conflict.doNothing()),
)

export const findUser = statement((q, p: { tenant_id: string; id: Buffer }) =>
  q.selectFrom('user').selectAll().where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)

export const findUserByName = statement((q, p: { tenant_id: string; username_key: string }) =>
  q
    .selectFrom('user')
    .selectAll()
    .where('tenant_id', '=', p.tenant_id)
    .where('username_key', '=', p.username_key),
)

export const listUsers = statement((q, p: { tenant_id: string }) =>
  q.selectFrom('user').selectAll().where('tenant_id', '=', p.tenant_id).orderBy('username_key'),
)

type Changes = Pick<UserRow, 'username' | 'username_key' | 'email' | 'claims' | 'status'> & {
  email_verified: Flag
}

export const updateUser = statement((q, p: { tenant_id: string; id: Buffer; now: UnixSeconds } & Changes) =>
  q
    .updateTable('user')
    .set({
      ...row(p, 'username', 'username_key', 'email', 'email_verified', 'claims', 'status'),
      updated_at: p.now,
    })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id),
)

export const deleteUser = statement((q, p: { tenant_id: string; id: Buffer }) =>
  q.deleteFrom('user').where('id', '=', p.id).where('tenant_id', '=', p.tenant_id),
)
