import t from 'tap'
import { findAttempt, refundStart } from '../../src/store/attempts.ts'
import type { Db } from '../../src/store/database.ts'
import * as tenantAttempts from '../../src/store/tenant-attempts.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow, idOf } from '../helpers/rows.ts'

/** Windows of ten seconds, a hundred to a day; a storm from the sixth start on, and from three times what is usual. */
const TERMS = { window: 10, windows_a_day: 100, most: 5, times_usual: 3 }
const count = tenantAttempts.countTenantStart(TERMS)
const KEY = { tenant_id: 'default', id: idOf('tenant') }

const start = async (db: Db, now: number) =>
  (await db.first(count, { ...KEY, now, window_from: now - TERMS.window, expires_at: now + 1000 }))?.is_storm

async function starts(db: Db, now: number, times: number) {
  const outcomes = await Promise.all(Array.from({ length: times }, () => start(db, now)))
  return outcomes.sort()
}

const find = (db: Db) => db.first(findAttempt, KEY)

await onBothDatabases(
  t,
  'Visual passcode: what is more than may be, and more than usual, is a storm',
  async (t, db) => {
    await givenTenantRow(db)
    t.same(await starts(db, START, 8), [0, 0, 0, 0, 0, 1, 1, 1])
    t.match(await find(db), { pool: 'tenant', starts: 8, window_started_at: START, usual_a_day: 0 })
    t.equal(await start(db, START + 9), 1, 'the window runs')
    t.equal(await start(db, START + 10), 0, 'another begins')
    t.match(await find(db), {
      starts: 1,
      window_started_at: START + 10,
      usual_a_day: 9,
      expires_at: START + 1010,
    })
  },
)

await onBothDatabases(t, 'Visual passcode: what is usual moves slowly', async (t, db) => {
  await givenTenantRow(db)
  const usual = async () => Number((await find(db))?.usual_a_day)
  for (let window = 0; window < 300; window += 1) await starts(db, START + window * 10, 20)
  const mean = await usual()
  t.ok(mean > 1800 && mean <= 2000, `${mean}: 20 in each of a hundred`)
  const later = START + 300 * 10
  const outcomes = await starts(db, later, 70)
  t.equal(outcomes.indexOf(1), Math.floor(((await usual()) * 3) / 100), 'three times as many are a storm')

  await start(db, later + 10)
  const taken = await usual()
  t.ok(taken - mean < 50, 'of a storm only a part is taken in')
  await start(db, later + 10 + 510)
  t.ok(Math.abs((await usual()) - taken / 2) < 40, 'half a day without any takes the half away')
  await start(db, later + 520 + 1010)
  t.equal(await usual(), 0, 'a day without any takes all of it')
})

await onBothDatabases(t, 'Visual passcode: of a great storm twice the usual is taken in', async (t, db) => {
  await givenTenantRow(db)
  await db.execute(
    `INSERT INTO attempt (id, tenant_id, pool, starts, window_started_at, blocked_until, expires_at, usual_a_day)
     SELECT ${db.dialect === 'sqlite' ? `x'${KEY.id.toString('hex')}'` : `'\\x${KEY.id.toString('hex')}'::bytea`},
     'default', 'tenant', 5000, ${START}, 0, ${START + 1000}, 10000`,
  )
  await start(db, START + 10)
  t.match(await find(db), { usual_a_day: 10_000 - 100 + 200 })
})

await onBothDatabases(t, 'Visual passcode: of many starts at once one begins the storm', async (t, db) => {
  await givenTenantRow(db)
  const storm = { ...KEY, now: START, until: START + 10 }
  await starts(db, START, 6)
  t.equal(await db.first(tenantAttempts.findStorm, { ...KEY, now: START }), undefined)
  const begun = await Promise.all(Array.from({ length: 5 }, () => db.first(tenantAttempts.beginStorm, storm)))
  t.same(
    begun.filter((row) => row !== undefined),
    [{ starts: 6, usual_a_day: 0 }],
  )
  t.equal(await db.run(tenantAttempts.prolongStorm, { ...KEY, until: START + 10 }), 0)
  t.equal(await db.run(tenantAttempts.prolongStorm, { ...KEY, until: START + 12 }), 1)
  t.ok(await db.first(tenantAttempts.findStorm, { ...KEY, now: START + 11 }))
  t.equal(await db.first(tenantAttempts.findStorm, { ...KEY, now: START + 12 }), undefined)
  t.equal(await db.first(tenantAttempts.findStorm, { ...KEY, tenant_id: 'other', now: START }), undefined)
  t.ok(await db.first(tenantAttempts.beginStorm, { ...KEY, now: START + 12, until: START + 22 }), 'another')
})

await onBothDatabases(t, 'Visual passcode: a clock that was set back begins no window', async (t, db) => {
  await givenTenantRow(db)
  await starts(db, START, 5)
  t.equal(await start(db, START - 3600), 1)
  t.match(await find(db), { starts: 6, window_started_at: START })
  t.equal(await db.run(refundStart, { ...KEY, started_at: START }), 1)
  t.match(await find(db), { starts: 5 })
})
