/**
 * People, on both databases.
 */
import t from 'tap'
import type { Db } from '../../src/store/database.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import {
  deleteUser,
  findUser,
  findUserByName,
  insertUser,
  listUsers,
  updateUser,
} from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { idOf, tenantRow, userRow } from '../helpers/store-rows.ts'

const ada = { tenant_id: 'default', id: userRow().id }

async function givenUsers(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertUser, userRow())
  await db.run(insertUser, userRow({ tenant_id: 'other', id: idOf('the other Ada') }))
}

await onBothDatabases(
  t,
  'OpenID Connect Core 1.0 §8: a person is found by id, in one tenant alone',
  async (t, db) => {
    await givenUsers(db)
    t.same(await db.first(findUser, ada), userRow())
    t.equal(await db.first(findUser, { ...ada, tenant_id: 'other' }), undefined)
    t.equal(await db.first(findUser, { ...ada, id: idOf('none') }), undefined)
  },
)

await onBothDatabases(t, 'RFC 8265 §3.3: a folded name is taken once in its tenant', async (t, db) => {
  await givenUsers(db)
  t.equal(await db.run(insertUser, userRow({ id: idOf('second'), username: 'ADA' })), 0)
  t.equal(await db.first(findUser, { ...ada, id: idOf('second') }), undefined)
  t.same(await db.first(findUserByName, { tenant_id: 'default', username_key: 'ada' }), userRow())
  t.same(
    (await db.first(findUserByName, { tenant_id: 'other', username_key: 'ada' }))?.id,
    idOf('the other Ada'),
  )
  t.equal(await db.first(findUserByName, { tenant_id: 'default', username_key: 'Ada' }), undefined)
})

await onBothDatabases(t, 'People: those of one tenant, by folded name', async (t, db) => {
  await givenUsers(db)
  for (const username_key of ['zoe', 'bob']) await db.run(insertUser, userRow({ username_key }))
  t.same(
    (await db.all(listUsers, { tenant_id: 'default' })).map(({ username_key }) => username_key),
    ['ada', 'bob', 'zoe'],
  )
})

await onBothDatabases(
  t,
  'People: everything but who they are changes, in one tenant alone',
  async (t, db) => {
    await givenUsers(db)
    const changes = {
      username: 'Ada L.',
      username_key: 'ada l.',
      email: 'ada@example.org',
      email_verified: 1,
      claims: '{"name":"Ada"}',
      status: 'inactive',
    } as const
    t.equal(await db.run(updateUser, { ...ada, tenant_id: 'other', ...changes, now: START + 1 }), 0)
    t.equal(await db.run(updateUser, { ...ada, ...changes, now: START + 1 }), 1)
    t.same(await db.first(findUser, ada), { ...userRow(), ...changes, updated_at: START + 1 })
  },
)

await onBothDatabases(t, 'People: nobody is renamed to a name that is taken', async (t, db) => {
  await givenUsers(db)
  await db.run(insertUser, userRow({ username_key: 'bob' }))
  const { username, email, email_verified, claims, status } = userRow()
  const renamed = { username, username_key: 'bob', email, email_verified, claims, status, now: START }
  await t.rejects(db.run(updateUser, { ...ada, ...renamed }))
  t.same(await db.first(findUser, ada), userRow())
})

await onBothDatabases(t, 'People: one is deleted in one tenant alone', async (t, db) => {
  await givenUsers(db)
  t.equal(await db.run(deleteUser, { ...ada, tenant_id: 'other' }), 0)
  t.equal(await db.run(deleteUser, ada), 1)
  t.equal(await db.first(findUser, ada), undefined)
})
