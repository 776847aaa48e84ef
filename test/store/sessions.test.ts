/**
 * Sessions, on both databases.
 */
import t from 'tap'
import { sha256 } from '../../src/primitives/digest.ts'
import type { Db } from '../../src/store/database.ts'
import {
  endSession,
  endSessionsOfBrowser,
  endSessionsOfConnection,
  endSessionsOfUser,
  findSession,
  findSessionEnd,
  listSessions,
  updateSessionLastSeen,
  upsertSession,
} from '../../src/store/sessions.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { deleteUser, insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { idOf, sessionRow, tenantRow, userRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', id: sessionRow().id }
const foreign = { ...key, tenant_id: 'other' }

async function wholeRow(db: Db) {
  const rows = await db.all(listSessions, { tenant_id: key.tenant_id, user_id: userRow().id })
  return rows.find(({ id }) => id.equals(key.id))
}

async function givenSession(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertUser, userRow())
  await db.run(upsertSession, sessionRow())
}

await onBothDatabases(
  t,
  'OpenID Connect Core 1.0 §3.1.2.3: a session is of its tenant alone',
  async (t, db) => {
    await givenSession(db)
    t.same(await wholeRow(db), sessionRow())
    const { secret_hash, user_id, auth_time, amr, acr, last_seen_at, expires_at, ...rest } = sessionRow()
    const { ended_at, connection_id } = rest
    const asked = { secret_hash, user_id, auth_time, amr, acr, last_seen_at, expires_at }
    t.same(await db.first(findSession, key), { ...asked, ended_at, connection_id })
    t.same(await db.first(findSessionEnd, key), { ended_at: null })
    t.equal(await db.first(findSessionEnd, foreign), undefined)
    t.equal(await db.first(findSession, foreign), undefined)
    t.equal(await db.first(findSession, { ...key, id: idOf('none') }), undefined)
  },
)

await onBothDatabases(t, 'OpenID Connect Core 1.0 §3.1.2.3: one that goes on keeps its id', async (t, db) => {
  await givenSession(db)
  const later = {
    secret_hash: sha256('next'),
    auth_time: START + 5,
    amr: 'pwd',
    acr: '2',
    last_seen_at: START + 5,
    expires_at: START + 2000,
  }
  t.equal(await db.run(upsertSession, sessionRow({ ...later, created_at: START + 5 })), 1)
  t.same(await wholeRow(db), sessionRow(later))
})

await onBothDatabases(t, 'Sessions: one that ended stays ended', async (t, db) => {
  await givenSession(db)
  t.equal(await db.run(endSession, { ...foreign, now: START + 1 }), 0)
  t.equal(await db.run(endSession, { ...key, now: START + 1 }), 1)
  t.equal(await db.run(endSession, { ...key, now: START + 2 }), 0)
  t.equal(await db.run(upsertSession, sessionRow({ secret_hash: sha256('next') })), 0)
  t.same(await wholeRow(db), sessionRow({ ended_at: START + 1 }))
})

await onBothDatabases(t, 'Sessions: last seen moves forward only', async (t, db) => {
  await givenSession(db)
  t.equal(await db.run(updateSessionLastSeen, { ...foreign, now: START + 9 }), 0)
  t.equal(await db.run(updateSessionLastSeen, { ...key, now: START }), 0)
  t.equal(await db.run(updateSessionLastSeen, { ...key, now: START + 9 }), 1)
  t.equal(await db.run(updateSessionLastSeen, { ...key, now: START + 8 }), 0)
  t.match(await db.first(findSession, key), { last_seen_at: START + 9 })
})

await onBothDatabases(t, 'Sessions: a person who is deleted is signed out', async (t, db) => {
  await givenSession(db)
  await db.run(deleteUser, { tenant_id: 'default', id: userRow().id })
  t.equal(await db.first(findSession, key), undefined)
})

await onBothDatabases(t, 'Sessions: all of a person’s end at once, but for one', async (t, db) => {
  await givenSession(db)
  const bob = userRow({ id: idOf('bob'), username_key: 'bob' })
  await db.run(insertUser, bob)
  await db.run(upsertSession, sessionRow({ id: idOf('second') }))
  await db.run(upsertSession, sessionRow({ id: idOf('ended'), ended_at: START }))
  await db.run(upsertSession, sessionRow({ id: idOf('of bob'), user_id: bob.id }))
  const owner = { tenant_id: 'default', user_id: userRow().id, now: START + 1 }
  t.equal(await db.run(endSessionsOfUser, { ...owner, tenant_id: 'other', except: key.id }), 0)
  t.equal(await db.run(endSessionsOfUser, { ...owner, except: key.id }), 1)
  t.equal(await db.run(endSessionsOfUser, { ...owner, except: idOf('none') }), 1)
  t.match(await db.first(findSession, { ...key, id: idOf('of bob') }), { ended_at: null })
  t.match(await db.first(findSession, { ...key, id: idOf('ended') }), { ended_at: START })
})

await onBothDatabases(
  t,
  'Sessions: one that goes on tells where it was last, and keeps its known browser',
  async (t, db) => {
    await givenSession(db)
    const known_browser_id = idOf('known')
    await db.run(
      upsertSession,
      sessionRow({ browser: null, system: 'Windows', address: '::1', known_browser_id }),
    )
    await db.run(upsertSession, sessionRow({ browser: 'Edge', system: 'Windows', address: '::1' }))
    const seen = { browser: 'Edge', system: 'Windows', address: '::1', known_browser_id }
    t.same(await wholeRow(db), sessionRow(seen))
  },
)

await onBothDatabases(t, 'Sessions: those of one browser of one person end together', async (t, db) => {
  await givenSession(db)
  const bob = userRow({ id: idOf('bob'), username_key: 'bob' })
  await db.run(insertUser, bob)
  const known_browser_id = idOf('known')
  await db.run(upsertSession, sessionRow({ id: idOf('second'), known_browser_id }))
  await db.run(upsertSession, sessionRow({ id: idOf('ended'), known_browser_id, ended_at: START }))
  await db.run(upsertSession, sessionRow({ id: idOf('of bob'), user_id: bob.id, known_browser_id }))
  const owner = { tenant_id: 'default', user_id: userRow().id, now: START + 1 }
  const end = (changes: object) =>
    db.all(endSessionsOfBrowser, { ...owner, browser_id: known_browser_id, ...changes })
  t.same(await end({ tenant_id: 'other' }), [])
  t.same(await end({ user_id: idOf('nobody') }), [])
  t.same(await end({}), [{ id: idOf('second') }])
  t.same(await end({}), [], 'once')
  t.same(await end({ browser_id: key.id }), [{ id: key.id }], 'or the session itself')
  t.match(await db.first(findSession, { ...key, id: idOf('of bob') }), { ended_at: null })
  const listed = await db.all(listSessions, owner)
  t.same(
    listed.map(({ id }) => id),
    [key.id, idOf('second'), idOf('ended')].sort(Buffer.compare),
  )
  t.same(await db.all(listSessions, { ...owner, tenant_id: 'other' }), [])
})

await onBothDatabases(t, 'Sessions: those of a connection end together, and no others', async (t, db) => {
  await givenSession(db)
  const there = { connection_id: 'corporate' }
  const [one, two] = [sessionRow({ id: idOf('one'), ...there }), sessionRow({ id: idOf('two'), ...there })]
  const elsewhere = sessionRow({ id: idOf('elsewhere'), connection_id: 'second' })
  for (const row of [one, two, elsewhere]) await db.run(upsertSession, row)
  const ending = { tenant_id: 'default', ...there, now: START + 1 }
  t.same(await db.all(endSessionsOfConnection, { ...ending, tenant_id: 'other' }), [])
  const ended = await db.all(endSessionsOfConnection, ending)
  t.same(
    new Set(ended.map(({ id }) => id.toString('hex'))),
    new Set([one.id, two.id].map((id) => id.toString('hex'))),
  )
  t.same(await db.all(endSessionsOfConnection, ending), [], 'once')
  t.match(await db.first(findSession, { ...key, id: elsewhere.id }), { ended_at: null })
  t.match(await db.first(findSession, key), { ended_at: null })
})

await onBothDatabases(
  t,
  'Sessions: one that goes on is of where its person signed in last',
  async (t, db) => {
    await givenSession(db)
    await db.run(upsertSession, sessionRow({ connection_id: 'corporate' }))
    t.match(await db.first(findSession, key), { connection_id: 'corporate' })
    await db.run(upsertSession, sessionRow())
    t.match(await db.first(findSession, key), { connection_id: null })
  },
)
