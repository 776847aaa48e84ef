/**
 * Grants, on both databases.
 */
import t from 'tap'
import type { Db } from '../../src/store/database.ts'
import {
  extendGrant,
  findGrant,
  insertGrant,
  listGrants,
  revokeGrant,
  revokeGrantsOfClient,
  revokeGrantsOfConnection,
  revokeGrantsOfOtherSessions,
  revokeGrantsOfSession,
  revokeGrantsOfUser,
  revokeGrantsOfUserToClient,
} from '../../src/store/grants.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { grantRow, idOf, tenantRow, userRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', id: grantRow().id }
const foreign = { ...key, tenant_id: 'other' }

async function givenGrant(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertUser, userRow())
  await db.run(insertGrant, grantRow())
}

await onBothDatabases(t, 'RFC 6749 §1.3: a grant is of its tenant alone', async (t, db) => {
  await givenGrant(db)
  t.same(await db.first(findGrant, key), grantRow())
  t.equal(await db.first(findGrant, foreign), undefined)
})

await onBothDatabases(
  t,
  'Core §5.5, RFC 8707 §2.2: a grant keeps the claims that were asked for one by one, and the resources',
  async (t, db) => {
    await givenGrant(db)
    const claims = '{"id_token":["name"],"userinfo":[]}'
    const row = grantRow({ id: idOf('asked'), claims, resources: 'urn:a urn:b' })
    await db.run(insertGrant, row)
    t.same(await db.first(findGrant, { ...key, id: row.id }), row)
  },
)

await onBothDatabases(t, 'RFC 6749 §4.4: a grant to a client alone has no person', async (t, db) => {
  await givenGrant(db)
  const row = grantRow({ id: idOf('own'), user_id: null, session_id: null, nonce: null, auth_time: null })
  await db.run(insertGrant, row)
  t.same(await db.first(findGrant, { ...key, id: row.id }), row)
})

await onBothDatabases(t, 'Grants: the end of one moves out, never back', async (t, db) => {
  await givenGrant(db)
  const { expires_at } = grantRow()
  t.equal(await db.run(extendGrant, { ...foreign, expires_at: expires_at + 9 }), 0)
  t.equal(await db.run(extendGrant, { ...key, expires_at }), 0)
  t.equal(await db.run(extendGrant, { ...key, expires_at: expires_at + 9 }), 1)
  t.equal(await db.run(extendGrant, { ...key, expires_at: expires_at + 8 }), 0)
  t.match(await db.first(findGrant, key), { expires_at: expires_at + 9 })
})

await onBothDatabases(t, 'RFC 7009 §2: a grant is revoked once, and keeps when', async (t, db) => {
  await givenGrant(db)
  t.equal(await db.run(revokeGrant, { ...foreign, now: START + 1 }), 0)
  t.equal(await db.run(revokeGrant, { ...key, now: START + 1 }), 1)
  t.equal(await db.run(revokeGrant, { ...key, now: START + 2 }), 0)
  t.same(await db.first(findGrant, key), grantRow({ revoked_at: START + 1 }))
})

await onBothDatabases(
  t,
  'OpenID Connect Core 1.0 §11: signing out leaves what has offline_access',
  async (t, db) => {
    await givenGrant(db)
    const session_id = grantRow().session_id ?? Buffer.alloc(0)
    await db.run(insertGrant, grantRow({ id: idOf('offline'), outlives_session: 1 }))
    await db.run(insertGrant, grantRow({ id: idOf('elsewhere'), session_id: idOf('another session') }))
    await db.run(insertGrant, grantRow({ id: idOf('before'), revoked_at: START }))
    t.equal(await db.run(revokeGrantsOfSession, { tenant_id: 'other', session_id, now: START + 1 }), 0)
    t.equal(await db.run(revokeGrantsOfSession, { tenant_id: 'default', session_id, now: START + 1 }), 1)
    const revokedAt = async (name: string) =>
      (await db.first(findGrant, { ...key, id: idOf(name) }))?.revoked_at
    t.equal(await revokedAt('grant'), START + 1)
    t.equal(await revokedAt('offline'), null)
    t.equal(await revokedAt('elsewhere'), null)
    t.equal(await revokedAt('before'), START)
  },
)

await onBothDatabases(
  t,
  'RFC 9700 §4.14.2: all of a person’s are revoked, but for one session’s',
  async (t, db) => {
    await givenGrant(db)
    const bob = userRow({ id: idOf('bob'), username_key: 'bob' })
    await db.run(insertUser, bob)
    const more = {
      alone: { session_id: null },
      lasting: { session_id: idOf('second'), outlives_session: 1 },
      'of bob': { user_id: bob.id },
      'of nobody': { user_id: null },
    } as const
    for (const [name, changes] of Object.entries(more)) {
      await db.run(insertGrant, grantRow({ id: idOf(name), ...changes }))
    }
    const owner = { tenant_id: 'default', user_id: userRow().id, now: START + 1 }
    const except_session_id = idOf('session')
    t.equal(await db.run(revokeGrantsOfUser, { ...owner, tenant_id: 'other', except_session_id }), 0)
    t.equal(await db.run(revokeGrantsOfUser, { ...owner, except_session_id }), 2)
    t.equal(await db.run(revokeGrantsOfUser, { ...owner, except_session_id: idOf('none') }), 1)
    t.equal(await db.run(revokeGrantsOfUser, { ...owner, except_session_id: idOf('none') }), 0)
    for (const name of ['of bob', 'of nobody']) {
      t.match(await db.first(findGrant, { ...key, id: idOf(name) }), { revoked_at: null })
    }
  },
)

const revokedOf = async (db: Db, ...names: string[]) => {
  const rows = await Promise.all(names.map((name) => db.first(findGrant, { ...key, id: idOf(name) })))
  return rows.map((row) => row?.revoked_at !== null)
}

await onBothDatabases(
  t,
  'RFC 6749 §1.3: what one client has of one person is revoked, however it came by it',
  async (t, db) => {
    await givenGrant(db)
    const bob = userRow({ id: idOf('bob'), username_key: 'bob' })
    await db.run(insertUser, bob)
    await db.run(insertGrant, grantRow({ id: idOf('offline'), outlives_session: 1, session_id: null }))
    await db.run(insertGrant, grantRow({ id: idOf('of app'), client_id: 'app' }))
    await db.run(insertGrant, grantRow({ id: idOf('of bob'), user_id: bob.id }))
    const owned = { tenant_id: 'default', user_id: userRow().id, client_id: 'rp', now: START + 1 }
    t.equal(await db.run(revokeGrantsOfUserToClient, { ...owned, tenant_id: 'other' }), 0)
    t.equal(await db.run(revokeGrantsOfUserToClient, owned), 2)
    t.equal(await db.run(revokeGrantsOfUserToClient, owned), 0)
    t.same(await revokedOf(db, 'grant', 'offline', 'of app', 'of bob'), [true, true, false, false])
    t.equal((await db.all(listGrants, owned)).length, 3)
    t.same(await db.all(listGrants, { ...owned, tenant_id: 'other' }), [])
  },
)

await onBothDatabases(
  t,
  'RFC 6749 §1.3: those of all other sessions, but for what outlives them',
  async (t, db) => {
    await givenGrant(db)
    await db.run(insertGrant, grantRow({ id: idOf('elsewhere'), session_id: idOf('elsewhere') }))
    await db.run(
      insertGrant,
      grantRow({ id: idOf('offline'), session_id: idOf('elsewhere'), outlives_session: 1 }),
    )
    const owner = {
      tenant_id: 'default',
      user_id: userRow().id,
      except_session_id: idOf('session'),
      now: START + 1,
    }
    t.equal(await db.run(revokeGrantsOfOtherSessions, { ...owner, tenant_id: 'other' }), 0)
    t.equal(await db.run(revokeGrantsOfOtherSessions, owner), 1)
    t.same(await revokedOf(db, 'grant', 'elsewhere', 'offline'), [false, true, false])
  },
)

await onBothDatabases(t, 'Grants: a client’s end with it, in its tenant', async (t, db) => {
  await givenGrant(db)
  const client = { client_id: grantRow().client_id, now: START + 1 }
  t.equal(await db.run(revokeGrantsOfClient, { ...client, tenant_id: 'other' }), 0)
  t.equal(await db.run(revokeGrantsOfClient, { ...client, tenant_id: 'default', client_id: 'another' }), 0)
  t.equal(await db.run(revokeGrantsOfClient, { ...client, tenant_id: 'default' }), 1)
  t.match(await db.first(findGrant, key), { revoked_at: START + 1 })
})

await onBothDatabases(
  t,
  'Grants: those made by way of a connection end with it, in its tenant, offline ones too',
  async (t, db) => {
    await givenGrant(db)
    for (const [name, connection_id] of [
      ['there', 'corporate'],
      ['elsewhere', 'partner'],
    ] as const) {
      await db.run(
        insertGrant,
        grantRow({ id: idOf(name), connection_id, session_id: null, outlives_session: 1 }),
      )
    }
    const made = { connection_id: 'corporate', now: START + 1 }
    t.equal(await db.run(revokeGrantsOfConnection, { ...made, tenant_id: 'other' }), 0)
    t.equal(await db.run(revokeGrantsOfConnection, { ...made, tenant_id: 'default' }), 1)
    t.equal(await db.run(revokeGrantsOfConnection, { ...made, tenant_id: 'default' }), 0)
    t.same(await revokedOf(db, 'grant', 'there', 'elsewhere'), [false, true, false])
  },
)
