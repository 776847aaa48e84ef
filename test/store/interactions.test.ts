/**
 * Interactions, on both databases.
 */
import t from 'tap'
import type { Db } from '../../src/store/database.ts'
import {
  deleteInteractionsOfUser,
  findInteraction,
  finishInteraction,
  insertInteraction,
  listInteractionsOfUser,
  updateInteractionConsent,
  updateInteractionSession,
} from '../../src/store/interactions.ts'
import { upsertSession } from '../../src/store/sessions.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { insertUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { idOf, interactionRow, sessionRow, tenantRow, userRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', id: interactionRow().id }
const foreign = { ...key, tenant_id: 'other' }
const session_id = idOf('session')

async function givenInteraction(db: Db): Promise<void> {
  for (const id of ['default', 'other']) await db.run(insertTenant, tenantRow({ id }))
  await db.run(insertInteraction, interactionRow())
}

await onBothDatabases(
  t,
  'OpenID Connect Core 1.0 §3.1.2.1: a waiting request is of its tenant alone',
  async (t, db) => {
    await givenInteraction(db)
    t.same(await db.first(findInteraction, key), interactionRow())
    t.equal(await db.first(findInteraction, foreign), undefined)
  },
)

await onBothDatabases(
  t,
  'OpenID Connect Core 1.0 §3.1.2.4: sign-in and consent are noted while it waits',
  async (t, db) => {
    await givenInteraction(db)
    for (const update of [updateInteractionSession, updateInteractionConsent]) {
      t.equal(await db.run(update, { ...foreign, session_id }), 0)
      t.equal(await db.run(update, { ...key, session_id }), 1)
    }
    t.same(
      await db.first(findInteraction, key),
      interactionRow({ session_id, consented_session_id: session_id }),
    )
  },
)

await onBothDatabases(t, 'Interactions: nothing is noted once it is answered', async (t, db) => {
  await givenInteraction(db)
  t.equal(await db.first(finishInteraction, { ...foreign, now: START + 1 }), undefined)
  t.same(await db.first(finishInteraction, { ...key, now: START + 1 }), { id: key.id })
  t.equal(await db.run(updateInteractionSession, { ...key, session_id }), 0)
  t.equal(await db.run(updateInteractionConsent, { ...key, session_id }), 0)
  t.same(await db.first(findInteraction, key), interactionRow({ finished_at: START + 1 }))
})

await onBothDatabases(
  t,
  'RFC 6749 §4.1.2: of 50 answers to one request at once, one is given',
  async (t, db) => {
    await givenInteraction(db)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, count) => db.first(finishInteraction, { ...key, now: START + count })),
    )
    t.equal(answers.filter((answer) => answer !== undefined).length, 1)
    const winner = answers.findIndex((answer) => answer !== undefined)
    t.match(await db.first(findInteraction, key), { finished_at: START + winner })
  },
)

await onBothDatabases(
  t,
  'Interactions: those in which a person signed in are listed, and go with the person',
  async (t, db) => {
    await givenInteraction(db)
    const bob = userRow({ id: idOf('bob'), username_key: 'bob' })
    for (const user of [userRow(), bob]) await db.run(insertUser, user)
    await db.run(upsertSession, sessionRow())
    await db.run(upsertSession, sessionRow({ id: idOf('of bob'), user_id: bob.id }))
    const own = interactionRow({ id: idOf('own'), session_id: sessionRow().id })
    await db.run(insertInteraction, own)
    await db.run(insertInteraction, interactionRow({ id: idOf('bobs'), session_id: idOf('of bob') }))
    const owner = { tenant_id: 'default', user_id: userRow().id }
    t.same(await db.all(listInteractionsOfUser, owner), [own])
    t.same(await db.all(listInteractionsOfUser, { ...owner, tenant_id: 'other' }), [])
    t.equal(await db.run(deleteInteractionsOfUser, { ...owner, tenant_id: 'other' }), 0)
    t.equal(await db.run(deleteInteractionsOfUser, owner), 1)
    t.ok(await db.first(findInteraction, { ...key, id: idOf('bobs') }))
    t.ok(await db.first(findInteraction, key))
  },
)
