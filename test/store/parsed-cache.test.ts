/**
 * What is parsed is kept until anything changes, whoever changes it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { makeParsedCache } from '../../src/store/parsed-cache.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'

/** Counts how often it is asked. */
function counted<T>(answer: () => T) {
  const asked = { times: 0 }
  const load = async () => {
    asked.times += 1
    return answer()
  }
  return { asked, load }
}

await onBothDatabases(
  t,
  'Parsed cache: loaded once while nothing changes, and again after',
  async (t, db) => {
    let changes = 0
    const cache = makeParsedCache(db, () => {
      changes += 1
    })
    const { asked, load } = counted(() => ({}))
    const first = await (await cache.current()).get('tenant/a', load)
    t.equal(await (await cache.current()).get('tenant/a', load), first)
    t.equal(await cache.current(), await cache.current())
    t.equal(asked.times, 1)
    t.equal(changes, 1, 'what is found first is a change')

    await db.transaction((tx) => tx.run(bumpConfigVersion, {}))
    t.not(await (await cache.current()).get('tenant/a', load), first)
    t.equal(asked.times, 2)
    t.equal(changes, 2)
  },
)

t.test('Parsed cache: asked once for what the reads of one turn see, and anew after a commit', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-cache-'))
  const db = await openDatabase(`sqlite:${join(folder, 'vignette.db')}`)
  t.teardown(async () => {
    await db.close()
    rmSync(folder, { recursive: true })
  })
  await migrate(db, START)
  const { asked, load } = counted(() => undefined)
  const first: typeof db.first = async (statement, params) => {
    await load()
    return db.first(statement, params)
  }
  const cache = makeParsedCache({ ...db, first })
  const before = await cache.current()
  t.equal(await cache.current(), before)
  t.equal(asked.times, 1)
  await db.transaction((tx) => tx.run(bumpConfigVersion, {}))
  t.not(await cache.current(), before)
  t.equal(asked.times, 2)
})

t.test('Parsed cache: what another process changes is seen at the next request', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-cache-'))
  const url = `sqlite:${join(folder, 'vignette.db')}`
  const [ours, theirs] = [await openDatabase(url), await openDatabase(url)]
  t.teardown(async () => {
    await Promise.all([ours.close(), theirs.close()])
    rmSync(folder, { recursive: true })
  })
  await migrate(ours, START)
  const cache = makeParsedCache(ours)
  const { asked, load } = counted(() => 'parsed')
  const before = await cache.current()
  await before.get('client/a', load)
  await theirs.run(bumpConfigVersion, {})
  const after = await cache.current()
  t.not(after, before)
  await after.get('client/a', load)
  t.equal(asked.times, 2)
  // A request that began before goes on with what it began with.
  await before.get('client/a', load)
  t.equal(asked.times, 2)
})

await onBothDatabases(t, 'Parsed cache: what is missing is asked for again', async (t, db) => {
  const parsed = await makeParsedCache(db).current()
  let found: string | undefined
  const { asked, load } = counted(() => found)
  t.equal(await parsed.get('tenant/late', load), undefined)
  found = 'here'
  t.equal(await parsed.get('tenant/late', load), 'here')
  t.equal(await parsed.get('tenant/late', load), 'here')
  t.equal(asked.times, 2)
})

await onBothDatabases(t, 'Parsed cache: those who ask at once share one answer', async (t, db) => {
  const parsed = await makeParsedCache(db).current()
  const { asked, load } = counted(() => ({}))
  const answers = await Promise.all(Array.from({ length: 20 }, () => parsed.get('tenant/a', load)))
  t.equal(asked.times, 1)
  t.equal(new Set(answers).size, 1)
})

await onBothDatabases(t, 'Parsed cache: a fault is told to all who asked, and not kept', async (t, db) => {
  const parsed = await makeParsedCache(db).current()
  let broken = true
  const { asked, load } = counted(() => {
    if (broken) throw new Error('unreadable')
    return 'readable'
  })
  const both = [parsed.get('tenant/a', load), parsed.get('tenant/a', load)]
  for (const answer of both) await t.rejects(answer, { message: 'unreadable' })
  broken = false
  t.equal(await parsed.get('tenant/a', load), 'readable')
  t.equal(asked.times, 2)
})

await onBothDatabases(
  t,
  'Parsed cache: keys are apart, and more than ten thousand are not kept',
  async (t, db) => {
    const parsed = await makeParsedCache(db).current()
    const { asked, load } = counted(() => 'first')
    t.equal(await parsed.get('first', load), 'first')
    for (let count = 1; count < 10_000; count += 1) await parsed.get(`tenant/${count}`, async () => count)
    t.equal(await parsed.get('tenant/7', load), 7)
    t.equal(await parsed.get('first', load), 'first')
    t.equal(asked.times, 1)
    await parsed.get('one more', async () => 1)
    t.equal(await parsed.get('first', load), 'first')
    t.equal(asked.times, 2)
  },
)

await onBothDatabases(
  t,
  'Parsed cache: a counter that was lost is as one that never moved',
  async (t, db) => {
    await db.execute('DELETE FROM config_version')
    const cache = makeParsedCache(db)
    t.equal(await cache.current(), await cache.current())
  },
)
