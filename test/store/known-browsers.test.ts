import t from 'tap'
import * as browsers from '../../src/store/known-browsers.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow, givenUserRow, idOf, knownBrowserRow } from '../helpers/rows.ts'

const KEY = { tenant_id: 'default', id: idOf('known-browser') }
const FOREIGN = { ...KEY, tenant_id: 'other' }

await onBothDatabases(t, 'Visual passcode: a known browser is of its tenant alone', async (t, db) => {
  await givenTenantRow(db)
  await givenUserRow(db)
  await db.run(browsers.insertKnownBrowser, knownBrowserRow())
  t.same(await db.first(browsers.findKnownBrowser, KEY), knownBrowserRow())
  t.equal(await db.first(browsers.findKnownBrowser, FOREIGN), undefined)

  const seen = { browser: 'Firefox', system: null, address: '2001:db8::1' }
  const used = { ...seen, now: START + 9 }
  t.equal(await db.run(browsers.updateKnownBrowserLastUsed, { ...FOREIGN, ...used }), 0)
  t.equal(await db.run(browsers.updateKnownBrowserLastUsed, { ...KEY, ...used }), 1)
  const expected = knownBrowserRow({ ...seen, last_used_at: START + 9 })
  t.same(await db.first(browsers.findKnownBrowser, KEY), expected)

  t.equal(await db.run(browsers.deleteKnownBrowser, FOREIGN), 0)
  t.equal(await db.run(browsers.deleteKnownBrowser, KEY), 1)
})

await onBothDatabases(
  t,
  'Visual passcode: all the browsers of one person are forgotten at once',
  async (t, db) => {
    await givenTenantRow(db)
    const ann = await givenUserRow(db)
    const bob = await givenUserRow(db, 'bob')
    await db.run(browsers.insertKnownBrowser, knownBrowserRow())
    await db.run(browsers.insertKnownBrowser, knownBrowserRow({ id: idOf('second') }))
    await db.run(browsers.insertKnownBrowser, knownBrowserRow({ id: idOf('of bob'), user_id: bob }))
    t.same(await db.all(browsers.listKnownBrowsers, { tenant_id: 'other', user_id: ann }), [])
    t.same(
      (await db.all(browsers.listKnownBrowsers, { tenant_id: 'default', user_id: ann })).map(({ id }) => id),
      [idOf('known-browser'), idOf('second')].sort(Buffer.compare),
    )
    t.equal(await db.run(browsers.deleteKnownBrowsersOfUser, { tenant_id: 'other', user_id: ann }), 0)
    t.equal(await db.run(browsers.deleteKnownBrowsersOfUser, { tenant_id: 'default', user_id: ann }), 2)
    t.ok(await db.first(browsers.findKnownBrowser, { ...KEY, id: idOf('of bob') }))
  },
)

await onBothDatabases(t, 'Visual passcode: a person forgets one, or all but one', async (t, db) => {
  await givenTenantRow(db)
  const ann = await givenUserRow(db)
  const bob = await givenUserRow(db, 'bob')
  const ids = ['first', 'second', 'third'].map(idOf)
  for (const id of ids) await db.run(browsers.insertKnownBrowser, knownBrowserRow({ id }))
  await db.run(browsers.insertKnownBrowser, knownBrowserRow({ id: idOf('of bob'), user_id: bob }))
  const own = { tenant_id: 'default', user_id: ann }
  t.equal(await db.run(browsers.deleteKnownBrowserOfUser, { ...own, id: idOf('of bob') }), 0)
  t.equal(
    await db.run(browsers.deleteKnownBrowserOfUser, { ...own, tenant_id: 'other', id: idOf('first') }),
    0,
  )
  t.equal(await db.run(browsers.deleteKnownBrowserOfUser, { ...own, id: idOf('first') }), 1)
  t.equal(
    await db.run(browsers.deleteOtherKnownBrowsers, { ...own, tenant_id: 'other', except: idOf('third') }),
    0,
  )
  t.equal(await db.run(browsers.deleteOtherKnownBrowsers, { ...own, except: idOf('third') }), 1)
  t.same(
    (await db.all(browsers.listKnownBrowsers, own)).map(({ id }) => id),
    [idOf('third')],
  )
  t.ok(await db.first(browsers.findKnownBrowser, { ...KEY, id: idOf('of bob') }))
})

await onBothDatabases(t, 'Visual passcode: of one person those stay that were used last', async (t, db) => {
  await givenTenantRow(db)
  const ann = await givenUserRow(db)
  const bob = await givenUserRow(db, 'bob')
  const used = { oldest: 1, again: 9, middle: 3, newest: 5 }
  for (const [name, last_used_at] of Object.entries(used)) {
    await db.run(browsers.insertKnownBrowser, knownBrowserRow({ id: idOf(name), last_used_at }))
  }
  await db.run(browsers.insertKnownBrowser, knownBrowserRow({ id: idOf('of bob'), user_id: bob }))
  const own = { tenant_id: 'default', user_id: ann }
  t.ok(await db.first(browsers.findFurtherKnownBrowser, { user_id: ann, most: 3 }))
  t.equal(await db.first(browsers.findFurtherKnownBrowser, { user_id: ann, most: 4 }), undefined)
  t.equal(await db.run(browsers.deleteOldestKnownBrowsers, { ...own, tenant_id: 'other', most: 0 }), 0)
  t.equal(await db.run(browsers.deleteOldestKnownBrowsers, { ...own, most: 4 }), 0)
  t.equal(await db.run(browsers.deleteOldestKnownBrowsers, { ...own, most: 2 }), 2)
  t.same(
    (await db.all(browsers.listKnownBrowsers, own)).map(({ id }) => id),
    ['again', 'newest'].map(idOf).sort(Buffer.compare),
  )
  t.ok(await db.first(browsers.findKnownBrowser, { ...KEY, id: idOf('of bob') }))
})
