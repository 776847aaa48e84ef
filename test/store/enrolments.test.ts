/**
 * Enrolments, on both databases.
 */
import t from 'tap'
import * as enrolments from '../../src/store/enrolments.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow, givenUserRow, idOf } from '../helpers/rows.ts'
import { enrolmentRow } from '../helpers/store-rows.ts'

const KEY = { tenant_id: 'default', id: enrolmentRow().id }
const FOREIGN = { ...KEY, tenant_id: 'other' }

await onBothDatabases(t, 'Visual passcode: an enrolment is finished once, before its end', async (t, db) => {
  await givenTenantRow(db)
  await db.run(enrolments.insertEnrolment, enrolmentRow())
  t.same(await db.first(enrolments.findEnrolment, KEY), enrolmentRow())
  t.equal(await db.first(enrolments.findEnrolment, FOREIGN), undefined)

  const end = enrolmentRow().expires_at
  t.equal(await db.first(enrolments.finishEnrolment, { ...KEY, now: end }), undefined)
  t.equal(await db.first(enrolments.finishEnrolment, { ...FOREIGN, now: START }), undefined)
  const finish = () =>
    db.transaction((tx) => tx.first(enrolments.finishEnrolment, { ...KEY, now: START + 9 }))
  const finished = (await Promise.all(Array.from({ length: 20 }, finish))).filter(Boolean)
  t.same(finished, [enrolmentRow({ finished_at: START + 9 })])
})

await onBothDatabases(
  t,
  'RFC 9807 §5.2: the first registration of an enrolment stays, what was stated is the newest',
  async (t, db) => {
    await givenTenantRow(db)
    await db.run(enrolments.insertEnrolment, enrolmentRow())
    const state = (person: string | null, registration: string) =>
      db.first(enrolments.updateEnrolmentRegistration, { ...KEY, person, registration })
    t.match(await state('ann', 'first'), { person: 'ann', registration: 'first' })
    t.match(await state('bob', 'second'), { person: 'bob', registration: 'first' })
    t.match(await state(null, 'third'), { person: null, registration: 'first' })
    const foreign = { ...FOREIGN, person: null, registration: 'x' }
    t.equal(await db.first(enrolments.updateEnrolmentRegistration, foreign), undefined)
    await db.first(enrolments.finishEnrolment, { ...KEY, now: START })
    t.equal(await state('eve', 'fourth'), undefined)
  },
)

await onBothDatabases(
  t,
  'Visual passcode: what was enrolled in a request is found, and whose it is',
  async (t, db) => {
    await givenTenantRow(db)
    const user_id = await givenUserRow(db)
    const interaction_id = idOf('interaction')
    const make = (id: string, finished_at: number | null) =>
      db.run(enrolments.insertEnrolment, enrolmentRow({ id: Buffer.from(id), interaction_id, finished_at }))
    await make('0000000000000001', START)
    await make('0000000000000002', START)
    await make('0000000000000003', null)
    const here = { tenant_id: 'default', interaction_id }
    const list = await db.all(enrolments.listFinishedEnrolments, here)
    t.same(
      list.map(({ id }) => id.toString()),
      ['0000000000000002', '0000000000000001'],
    )
    t.same(await db.all(enrolments.listFinishedEnrolments, { ...here, tenant_id: 'other' }), [])

    const id = Buffer.from('0000000000000001')
    t.equal(await db.run(enrolments.updateEnrolmentUser, { tenant_id: 'other', id, user_id }), 0)
    t.equal(await db.run(enrolments.updateEnrolmentUser, { tenant_id: 'default', id, user_id }), 1)
    t.match(await db.first(enrolments.findEnrolment, { tenant_id: 'default', id }), { user_id })
  },
)

await onBothDatabases(
  t,
  'Visual passcode: a person’s enrolments that are open are taken back at once',
  async (t, db) => {
    await givenTenantRow(db)
    const user_id = await givenUserRow(db)
    const bob = await givenUserRow(db, 'bob')
    const make = (name: string, changes: Parameters<typeof enrolmentRow>[0]) =>
      db.run(enrolments.insertEnrolment, enrolmentRow({ id: idOf(name), ...changes }))
    await make('one', { user_id })
    await make('two', { user_id })
    await make('finished', { user_id, finished_at: START })
    await make('of bob', { user_id: bob })
    await make('of nobody', {})
    t.equal(await db.run(enrolments.deleteOpenEnrolments, { tenant_id: 'other', user_id }), 0)
    t.equal(await db.run(enrolments.deleteOpenEnrolments, { tenant_id: 'default', user_id }), 2)
    const kept = ['finished', 'of bob', 'of nobody'].map((name) =>
      db.first(enrolments.findEnrolment, { tenant_id: 'default', id: idOf(name) }),
    )
    t.notOk((await Promise.all(kept)).includes(undefined))
  },
)

await onBothDatabases(
  t,
  'Visual passcode: a person’s enrolments are listed, of one tenant',
  async (t, db) => {
    await givenTenantRow(db)
    const user_id = await givenUserRow(db)
    const own = enrolmentRow({ user_id, purpose: 'change' })
    await db.run(enrolments.insertEnrolment, own)
    await db.run(enrolments.insertEnrolment, enrolmentRow({ id: idOf('of nobody yet') }))
    t.same(await db.all(enrolments.listEnrolments, { tenant_id: 'default', user_id }), [own])
    t.same(await db.all(enrolments.listEnrolments, { tenant_id: 'other', user_id }), [])
  },
)
