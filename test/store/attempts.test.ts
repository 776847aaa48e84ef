import t from 'tap'
import * as attempts from '../../src/store/attempts.ts'
import type { Db } from '../../src/store/database.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow, idOf } from '../helpers/rows.ts'

/** From the third start on the next waits ten seconds; from the fifth on a hundred. */
const countWithWaits = attempts.countStart([
  { from: 5, wait: 100, keep: 5000 },
  { from: 3, wait: 10, keep: 4000 },
  { from: 1, wait: 0, keep: 3000 },
])
const countInWindow = attempts.countStart([{ from: 1, wait: 0, keep: 60 }])

const KEY = { tenant_id: 'default', id: idOf('pool') }

async function start(db: Db, now: number, count = countWithWaits, window = 1_000_000, most = 6) {
  const window_from = now - window
  const expires_at = now + 3000
  return db.first(count, { ...KEY, pool: 'account', now, window_from, most, expires_at })
}

await onBothDatabases(t, 'NIST SP 800-63B §5.2.2: waits grow with the starts', async (t, db) => {
  await givenTenantRow(db)
  const [first, second, third] = [await start(db, START), await start(db, START), await start(db, START)]
  t.same([first, second, third], [{ starts: 1 }, { starts: 2 }, { starts: 3 }])

  t.equal(await start(db, START + 9), undefined, 'refused before its time')
  t.match(await db.first(attempts.findAttempt, KEY), { starts: 3, blocked_until: START + 10 })
  t.same(await start(db, START + 10), { starts: 4 })
  t.same(await start(db, START + 20), { starts: 5 })
  t.match(await db.first(attempts.findAttempt, KEY), {
    window_started_at: START,
    blocked_until: START + 120,
    expires_at: START + 5020,
  })
  t.same(await start(db, START + 120), { starts: 6 })
  t.equal(await start(db, START + 100_000), undefined, 'no more than the most')
})

await onBothDatabases(t, 'NIST SP 800-63B §5.2.2: a window begins anew when it is over', async (t, db) => {
  await givenTenantRow(db)
  const inWindow = (now: number) => start(db, now, countInWindow, 60, 2)
  t.same([await inWindow(START), await inWindow(START + 30)], [{ starts: 1 }, { starts: 2 }])
  t.equal(await inWindow(START + 59), undefined)
  t.same(await inWindow(START + 60), { starts: 1 })
  t.match(await db.first(attempts.findAttempt, KEY), { window_started_at: START + 60, blocked_until: 0 })
  t.same(await inWindow(START - 3600), { starts: 2 }, 'a clock that was set back begins none')
  t.equal(await inWindow(START - 3600), undefined)
})

await onBothDatabases(
  t,
  'NIST SP 800-63B §5.2.2: of 50 starts at once no more pass than may',
  async (t, db) => {
    await givenTenantRow(db)
    const passed = await Promise.all(Array.from({ length: 50 }, () => start(db, START)))
    t.same(passed.flatMap((row) => row?.starts ?? []).sort(), [1, 2, 3])
  },
)

await onBothDatabases(t, 'RFC 7519 §2: instants beyond 2038 are counted alike', async (t, db) => {
  await givenTenantRow(db)
  const late = 4_000_000_000
  for (let count = 0; count < 3; count += 1) t.ok(await start(db, late))
  t.match(await db.first(attempts.findAttempt, KEY), { blocked_until: late + 10, expires_at: late + 4000 })
})

await onBothDatabases(t, 'Visual passcode: a start is given back in its own window only', async (t, db) => {
  await givenTenantRow(db)
  await start(db, START)
  const refund = (started_at: number) => db.run(attempts.refundStart, { ...KEY, started_at })
  t.equal(await refund(START - 1), 0, 'it was counted in a window that is over')
  t.equal(await refund(START), 1)
  t.equal(await refund(START), 0, 'never below nothing')
  t.match(await db.first(attempts.findAttempt, KEY), { starts: 0 })
})

await onBothDatabases(t, 'Visual passcode: a pool is of its tenant alone', async (t, db) => {
  await givenTenantRow(db)
  await start(db, START)
  const foreign = { ...KEY, tenant_id: 'other' }
  t.equal(await db.first(attempts.findAttempt, foreign), undefined)
  t.equal(await db.run(attempts.refundStart, { ...foreign, started_at: START }), 0)
  t.equal(await db.run(attempts.deleteAttempt, foreign), 0)
  t.equal(await db.run(attempts.deleteAttempt, KEY), 1)
  t.equal(await db.first(attempts.findAttempt, KEY), undefined)
})
