/**
 * Who somebody is at a connection, on both databases.
 */
import t from 'tap'
import { deleteConnection, insertConnection } from '../../src/store/connections.ts'
import type { Db } from '../../src/store/database.ts'
import {
  findUpstreamAccount,
  insertUpstreamAccount,
  listUpstreamAccounts,
  updateUpstreamAccountLastUsed,
} from '../../src/store/upstream-accounts.ts'
import { deleteUser, insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow } from '../helpers/rows.ts'
import { connectionRow, upstreamAccountRow, userRow } from '../helpers/store-rows.ts'

const bob = userRow({ username: 'Bob', username_key: 'bob' })
const key = { tenant_id: 'default', connection_id: 'corporate', subject: 'ann there' }
const owner = { tenant_id: 'default', user_id: userRow().id }

async function givenTwo(db: Db): Promise<void> {
  await givenTenantRow(db)
  for (const id of ['corporate', 'second']) await db.run(insertConnection, connectionRow({ id }))
  for (const row of [userRow(), bob]) await db.run(insertUser, row)
}

await onBothDatabases(
  t,
  'OpenID Connect Core 1.0 §5.7: of twenty first visits at the same time one is written',
  async (t, db) => {
    await givenTwo(db)
    const all = Array.from({ length: 20 }, () => db.run(insertUpstreamAccount, upstreamAccountRow()))
    const written = await Promise.all(all)
    t.equal(
      written.reduce((sum, each) => sum + each, 0),
      1,
    )
    t.same(await db.first(findUpstreamAccount, key), upstreamAccountRow())
    t.equal(await db.first(findUpstreamAccount, { ...key, subject: 'nobody' }), undefined)
    t.equal(await db.first(findUpstreamAccount, { ...key, connection_id: 'second' }), undefined)
  },
)

await onBothDatabases(
  t,
  'OpenID Connect Core 1.0 §5.7: a subject is one person, and a person one subject there',
  async (t, db) => {
    await givenTwo(db)
    t.equal(await db.run(insertUpstreamAccount, upstreamAccountRow()), 1)
    t.equal(await db.run(insertUpstreamAccount, upstreamAccountRow({ user_id: bob.id })), 0)
    t.equal(await db.run(insertUpstreamAccount, upstreamAccountRow({ subject: 'another' })), 0)
    t.equal(await db.run(insertUpstreamAccount, upstreamAccountRow({ connection_id: 'second' })), 1)
    t.equal(await db.run(updateUpstreamAccountLastUsed, { ...key, now: START + 9 }), 1)
    t.equal(await db.run(updateUpstreamAccountLastUsed, { ...key, subject: 'nobody', now: START + 9 }), 0)
    t.same(await db.all(listUpstreamAccounts, owner), [
      upstreamAccountRow({ last_used_at: START + 9 }),
      upstreamAccountRow({ connection_id: 'second' }),
    ])
    t.same(await db.all(listUpstreamAccounts, { ...owner, tenant_id: 'other' }), [])
  },
)

await onBothDatabases(
  t,
  'Connections: who somebody is there goes with the connection, or the person',
  async (t, db) => {
    await givenTwo(db)
    await db.run(insertUpstreamAccount, upstreamAccountRow())
    await db.run(insertUpstreamAccount, upstreamAccountRow({ connection_id: 'second' }))
    await db.run(deleteConnection, { tenant_id: 'default', id: 'second' })
    t.equal((await db.all(listUpstreamAccounts, owner)).length, 1)
    await db.run(deleteUser, { tenant_id: 'default', id: userRow().id })
    t.same(await db.all(listUpstreamAccounts, owner), [])
  },
)
