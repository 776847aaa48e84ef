/**
 * People, on both databases.
 */
import t from 'tap'
import type { Db } from '../../src/store/database.ts'
import type { UserRow } from '../../src/store/schema.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import {
  deleteUser,
  findPerson,
  findUser,
  findUserByAddress,
  findUserByName,
  findUsersAlike,
  findUserToLink,
  insertUser,
  listUsers,
  lockUser,
  updateUser,
  updateUserClaims,
  updateUserEmail,
  updateUserEmailVerified,
  updateUsername,
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
    const { id, username, email, email_verified, claims, status, updated_at } = userRow()
    const person = { id, username, email, email_verified, claims, status, updated_at }
    t.same(await db.first(findPerson, ada), person)
    for (const find of [findUser, findPerson]) {
      t.equal(await db.first(find, { ...ada, tenant_id: 'other' }), undefined)
    }
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
      email_connection_id: 'corporate',
      claims: '{"name":"Ada"}',
      status: 'inactive',
      username_look: 'ada l.',
    } as const
    t.equal(await db.run(updateUser, { ...ada, tenant_id: 'other', ...changes, now: START + 1 }), 0)
    t.equal(await db.run(updateUser, { ...ada, ...changes, now: START + 1 }), 1)
    t.same(await db.first(findUser, ada), { ...userRow(), ...changes, updated_at: START + 1 })
  },
)

await onBothDatabases(t, 'People: nobody is renamed to a name that is taken', async (t, db) => {
  await givenUsers(db)
  await db.run(insertUser, userRow({ username_key: 'bob' }))
  const renamed = { ...userRow(), username_key: 'bob', now: START }
  await t.rejects(db.run(updateUser, { ...ada, ...renamed }))
  t.same(await db.first(findUser, ada), userRow())
})

await onBothDatabases(t, 'People: one is deleted in one tenant alone', async (t, db) => {
  await givenUsers(db)
  t.equal(await db.run(deleteUser, { ...ada, tenant_id: 'other' }), 0)
  t.equal(await db.run(deleteUser, ada), 1)
  t.equal(await db.first(findUser, ada), undefined)
})

await onBothDatabases(t, 'People: of two who look alike in a tenant one is kept', async (t, db) => {
  await givenUsers(db)
  const look = { username: 'bob', username_key: 'bob', username_look: 'bob' }
  const alike = { id: idOf('alike'), username: 'b0b', username_key: 'b0b', username_look: 'bob' }
  t.equal(await db.run(insertUser, userRow(look)), 1)
  t.equal(await db.run(insertUser, userRow(alike)), 0)
  t.equal(await db.run(insertUser, userRow({ ...alike, tenant_id: 'other' })), 1)

  const find = (username_key: string, username_look: string, tenant_id = 'default') =>
    db.all(findUsersAlike, { tenant_id, username_key, username_look })
  t.match(await find('b0b', 'bob'), [{ username: 'bob' }])
  t.match(await find('аda', 'ada'), [{ username: 'Ada' }], 'one who was there before looks were kept')
  t.match(await find('ada', 'no look'), [{ username: 'Ada' }])
  t.match(await find('b0b', 'bob', 'other'), [{ username: 'b0b' }])
  t.same(await find('eve', 'eve'), [])
})

await onBothDatabases(
  t,
  'Core §5.1: an address is proved while it is the one that was asked',
  async (t, db) => {
    await givenUsers(db)
    const later = { ...ada, now: START + 1 }
    t.equal(await db.run(updateUserEmailVerified, { ...later, email: 'ada@example.org' }), 0)
    await db.run(updateUserEmail, { ...later, tenant_id: 'other', email: 'ada@example.org' })
    t.match(await db.first(findUser, ada), { email: null, email_verified: 0, updated_at: START })
    await db.run(updateUserEmail, { ...later, email: 'ada@example.org' })
    t.match(await db.first(findUser, ada), {
      email: 'ada@example.org',
      email_verified: 1,
      updated_at: START + 1,
    })

    await db.run(updateUser, { ...userRow(), ...later, email: 'ada@example.org' })
    t.equal(
      await db.run(updateUserEmailVerified, { ...later, tenant_id: 'other', email: 'ada@example.org' }),
      0,
    )
    t.equal(await db.run(updateUserEmailVerified, { ...later, email: 'ada@example.net' }), 0)
    t.equal(await db.run(updateUserEmailVerified, { ...later, email: 'ada@example.org' }), 1)
    t.match(await db.first(findUser, ada), { email_verified: 1 })
  },
)

await onBothDatabases(
  t,
  'People: a row is held until the transaction ends, and not changed by it',
  async (t, db) => {
    await givenUsers(db)
    t.equal(await db.first(lockUser, { ...ada, tenant_id: 'other' }), undefined)
    const seen = await Promise.all(
      ['first', 'second'].map((email) =>
        db.transaction(async (tx) => {
          const before = await tx.first(lockUser, ada)
          await tx.run(updateUserEmail, { ...ada, email, now: START })
          return before?.email
        }),
      ),
    )
    t.equal(seen.filter((email) => email === null).length, 1, 'the other saw what the first had written')
  },
)

await onBothDatabases(t, 'RFC 8265 §3.3: a name is changed once it is nobody else’s', async (t, db) => {
  await givenUsers(db)
  const bob = userRow({ id: idOf('bob'), username: 'bob', username_key: 'bob', username_look: 'bob' })
  await db.run(insertUser, bob)
  const name = { username: 'Ada.L', username_key: 'ada.l', username_look: 'ada.l', now: START + 1 }
  t.equal(await db.run(updateUsername, { ...ada, ...name, tenant_id: 'other' }), 0)
  t.equal(await db.run(updateUsername, { ...ada, ...name }), 1)
  t.match(await db.first(findUser, ada), { username: 'Ada.L', username_look: 'ada.l', updated_at: START + 1 })
  t.equal(await db.run(updateUsername, { ...ada, ...name, now: START + 2 }), 0, 'it is the name already')
  const taken = { ...name, username: 'Bob' }
  await t.rejects(db.run(updateUsername, { ...ada, ...taken, username_key: 'bob' }))
  await t.rejects(db.run(updateUsername, { ...ada, ...taken, username_look: 'bob' }))
  t.match(await db.first(findUser, ada), { username: 'Ada.L' })
})

await onBothDatabases(
  t,
  'OpenID Connect Core 1.0 §5.1: claims are changed, and nothing else',
  async (t, db) => {
    await givenUsers(db)
    const changed = { claims: '{"name":"Ada"}', now: START + 1 }
    t.equal(await db.run(updateUserClaims, { ...ada, ...changed, tenant_id: 'other' }), 0)
    t.equal(await db.run(updateUserClaims, { ...ada, ...changed }), 1)
    t.same(await db.first(findUser, ada), userRow({ claims: '{"name":"Ada"}', updated_at: START + 1 }))
  },
)

await onBothDatabases(
  t,
  'RFC 9807 §10.9: an address is found however its letters are written, where it is proved',
  async (t, db) => {
    await db.run(insertTenant, tenantRow())
    const owner = async (name: string, changes: Partial<UserRow>) => {
      const id = idOf(name)
      await db.run(
        insertUser,
        userRow({ id, username: name, username_key: name, username_look: name, ...changes }),
      )
      return id
    }
    const proved = { email: 'Ada@Example.org', email_verified: 1 } as const
    const key = { tenant_id: 'default', email: 'aDA@example.org' }
    await owner('claims', { email: 'ada@example.org', email_verified: 0 })
    t.equal(await db.first(findUserByAddress, key), undefined)
    const gone = await owner('gone', { ...proved, status: 'inactive' })
    t.same((await db.first(findUserByAddress, key))?.id, gone)
    const ada = await owner('ada', proved)
    t.same((await db.first(findUserByAddress, key))?.id, ada, 'rather one who may sign in')
    t.equal(await db.first(findUserByAddress, { ...key, tenant_id: 'other' }), undefined)
    t.equal(await db.first(findUserByAddress, { ...key, email: 'ada@example.net' }), undefined)
  },
)

await onBothDatabases(
  t,
  'OpenID Connect Core 1.0 §5.7: an address links by what was proved here, or by the connection’s own word',
  async (t, db) => {
    await db.run(insertTenant, tenantRow())
    const key = { tenant_id: 'default', email: 'Ada@example.org' }
    const linked = async (connection_id: string) =>
      (await db.first(findUserToLink, { ...key, connection_id }))?.username
    const proved = { email: 'ada@example.org', email_verified: 1 } as const
    const there = { ...proved, email_connection_id: 'corporate' }
    await db.run(insertUser, userRow({ ...there, id: idOf('1'), username: 'first', username_key: 'first' }))
    t.equal(await linked('corporate'), 'first')
    t.equal(await linked('partner'), undefined)
    t.equal((await db.first(findUserByAddress, key))?.username, 'first', 'it has an owner all the same')
    await db.run(insertUser, userRow({ ...proved, id: idOf('2') }))
    t.equal(await linked('partner'), 'Ada', 'whatever came before')
    const first = { tenant_id: 'default', id: idOf('1'), email: proved.email, now: START }
    t.equal(await db.run(updateUserEmailVerified, first), 1)
    t.equal(await linked('partner'), 'first', 'once it is proved here')
    const back = { ...userRow(), ...there, id: idOf('1'), username: 'first', username_key: 'first' }
    await db.run(updateUser, { ...back, now: START })
    t.equal(await linked('partner'), 'Ada')
    await db.run(updateUserEmail, first)
    t.equal(await linked('partner'), 'first')
  },
)
