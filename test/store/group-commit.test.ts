/**
 * Group commit: many transactions in one, and yet each for itself.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import type { Tx } from '../../src/store/database.ts'
import { GroupCommit } from '../../src/store/group-commit.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

const LEFT = 'a transaction awaited something other than its own statements; its batch was rolled back'

/** A file of its own, its writer, and a second connection to look at what is committed. */
function givenWriter(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-commit-'))
  const path = join(folder, 'vignette.db')
  const begins: string[] = []
  const verbose = (sql?: unknown) => {
    if (/^(BEGIN|COMMIT|ROLLBACK$)/.test(String(sql))) begins.push(String(sql))
  }
  const writer = new Database(path, { timeout: 2000, verbose })
  writer.pragma('journal_mode = WAL')
  writer.exec('CREATE TABLE thing (name TEXT NOT NULL UNIQUE)')
  const other = new Database(path)
  t.teardown(() => {
    other.close()
    writer.close()
    rmSync(folder, { recursive: true })
  })
  const unused = () => Promise.reject(new Error('not used here'))
  const tx: Tx = {
    dialect: 'sqlite',
    first: unused,
    all: unused,
    run: unused,
    execute: async (sql) => void writer.exec(sql),
  }
  const committed = () => other.prepare('SELECT name FROM thing ORDER BY name').pluck().all()
  return { writer, other, begins, commits: new GroupCommit(writer, tx), committed }
}

const insert = (name: string) => (tx: Tx) => tx.execute(`INSERT INTO thing VALUES ('${name}')`)

t.test('Group commit: transactions that wait together share one commit', async (t) => {
  const { commits, begins, committed } = givenWriter(t)
  const names = Array.from({ length: 10 }, (_, count) => `thing-${count}`)
  await Promise.all(names.map((name) => commits.run(insert(name))))
  t.same(begins, ['BEGIN IMMEDIATE', 'COMMIT'])
  t.same(committed(), names)
})

t.test(
  'Group commit: a batch waits while each turn of the event loop brings more, but not for ever',
  async (t) => {
    const { commits, begins, committed } = givenWriter(t)
    const running = [commits.run(insert('first'))]
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      running.push(commits.run(insert(name)))
      await setImmediate()
    }
    await Promise.all(running)
    t.equal(committed().length, 7)
    // The first five together, and then each that comes alone.
    t.equal(begins.length, 2 * 3)
  },
)

t.test('Group commit: a promise resolves after the commit, with what the work gave', async (t) => {
  const { commits, committed } = givenWriter(t)
  const value = await commits.run(async (tx) => {
    await insert('a')(tx)
    t.same(committed(), [])
    t.equal(tx.dialect, 'sqlite')
    return { given: 1 }
  })
  t.same(value, { given: 1 })
  t.same(committed(), ['a'])
})

t.test('Group commit: a throw undoes its own work, not that of the others', async (t) => {
  const { commits, begins, committed } = givenWriter(t)
  const results = await Promise.allSettled([
    commits.run(insert('a')),
    commits.run(async (tx) => {
      await insert('b')(tx)
      throw new Error('no')
    }),
    commits.run(async (tx) => {
      await insert('c')(tx)
      await insert('a')(tx)
    }),
    commits.run(insert('d')),
  ])
  t.same(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  )
  t.match(results[1], { reason: { message: 'no' } })
  t.match(results[2], { reason: { code: 'SQLITE_CONSTRAINT_UNIQUE' } })
  t.same(begins, ['BEGIN IMMEDIATE', 'ROLLBACK', 'BEGIN IMMEDIATE', 'COMMIT'])
  t.same(committed(), ['a', 'd'])
})

t.test('Group commit: no more than 256 in one batch, and each in its turn', async (t) => {
  const { commits, begins, committed } = givenWriter(t)
  const order: number[] = []
  const runs = Array.from({ length: 300 }, (_, count) =>
    commits.run(insert(`thing-${count}`)).then(() => order.push(count)),
  )
  await Promise.all(runs)
  t.equal(begins.filter((sql) => sql === 'COMMIT').length, 2)
  t.equal(committed().length, 300)
  t.same(
    order,
    order.toSorted((a, b) => a - b),
  )
})

t.test('Group commit: one that awaits something else is refused, and its batch undone', async (t) => {
  const { commits, committed, writer } = givenWriter(t)
  let late: unknown
  const results = await Promise.allSettled([
    commits.run(insert('before')),
    commits.run(async (tx) => {
      await insert('a')(tx)
      await setTimeout(20)
      late = await insert('late')(tx).catch((error: unknown) => error)
    }),
    commits.run(insert('after')),
  ])
  for (const result of results) t.match(result, { status: 'rejected', reason: { message: LEFT } })
  t.equal(writer.inTransaction, false)
  await commits.run(insert('next'))
  await setTimeout(40)
  t.match(late, { message: 'this transaction is over' })
  t.same(committed(), ['next'])
})

/** How a job may go on after its batch was rolled back for it. */
const LATER: Readonly<Record<string, () => Promise<unknown>>> = {
  'goes on': () => setTimeout(20),
  throws: () =>
    setTimeout(20).then(() => {
      throw new Error('late')
    }),
  'never ends': () => new Promise(() => {}),
}

for (const [how, later] of Object.entries(LATER)) {
  for (const beside of ['together', 'each for itself']) {
    t.test(
      `Group commit: run ${beside}, one that ${how} late touches no other batch, and nothing runs after it`,
      async (t) => {
        const { commits, committed } = givenWriter(t)
        const fails = async () => {
          throw new Error('no')
        }
        let has_run_after = false
        const results = await Promise.allSettled([
          ...(beside === 'together' ? [] : [commits.run(fails)]),
          commits.run(async (tx) => {
            await insert('a')(tx)
            await later()
          }),
          commits.run(async () => {
            has_run_after = true
          }),
        ])
        for (const result of results) t.match(result, { status: 'rejected', reason: { message: LEFT } })
        // Open when the late one wakes: both timers are due in the same turn, and the late one's is the older.
        await commits.run(async (tx) => {
          await insert('b')(tx)
          const woken = setTimeout(25)
          const until = performance.now() + 40
          while (performance.now() < until);
          await woken
          await insert('c')(tx)
        })
        await commits.run(insert('next'))
        t.same(committed(), ['b', 'c', 'next'])
        t.notOk(has_run_after)
      },
    )
  }
}

t.test('Group commit: a fault after the turn of the event loop is that of the turn', async (t) => {
  const { commits, committed } = givenWriter(t)
  const run = commits.run(async () => {
    await setImmediate()
    throw new Error('later')
  })
  await t.rejects(run, { message: LEFT })
  t.same(committed(), [])
})

t.test('Group commit: a transaction that is over takes no statement', async (t) => {
  const { commits, committed } = givenWriter(t)
  const kept: Tx[] = []
  await commits.run(async (tx) => void kept.push(tx))
  for (const tx of kept) {
    const over = { message: 'this transaction is over' }
    const nothing = { compiled: () => ({ sql: '', reads: true, values: () => [] }) }
    await t.rejects(tx.execute("INSERT INTO thing VALUES ('x')"), over)
    await t.rejects(tx.first(nothing, {}), over)
    await t.rejects(tx.all(nothing, {}), over)
    await t.rejects(tx.run(nothing, {}), over)
  }
  t.same(committed(), [])
})

t.test('Group commit: what is handed in while a batch runs goes into the next', async (t) => {
  const { commits, begins, committed } = givenWriter(t)
  let inner: Promise<void> | undefined
  await commits.run(async (tx) => {
    inner = commits.run(insert('b'))
    await insert('a')(tx)
  })
  t.same(committed(), ['a'])
  await inner
  t.same(committed(), ['a', 'b'])
  t.equal(begins.length, 4)
})

t.test('Group commit: idle resolves when nothing waits any more', async (t) => {
  const { commits, committed } = givenWriter(t)
  await commits.idle()
  const first = commits.run(async (tx) => {
    void commits.run(insert('b'))
    await insert('a')(tx)
  })
  const quiet = Promise.all([commits.idle(), commits.idle()])
  await first
  await quiet
  t.same(committed(), ['a', 'b'])
})

t.test('Group commit: a full disk rejects the whole batch, and the next one works', async (t) => {
  const { commits, writer, committed } = givenWriter(t)
  await commits.run(insert('first'))
  const pages = writer.pragma('page_count', { simple: true })
  writer.pragma(`max_page_count = ${pages}`)
  const large = (tx: Tx) => tx.execute(`INSERT INTO thing VALUES (hex(zeroblob(100000)))`)
  const results = await Promise.allSettled([
    commits.run(insert('a')),
    commits.run(large),
    commits.run(insert('b')),
  ])
  for (const result of results) t.match(result, { status: 'rejected', reason: { code: 'SQLITE_FULL' } })
  t.same(committed(), ['first'])
  writer.pragma('max_page_count = 1000000')
  await commits.run(insert('c'))
  t.same(committed(), ['c', 'first'])
})

t.test('Group commit: waits for another process that writes', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-wait-'))
  const path = join(folder, 'vignette.db')
  const db = openSqlite(path)
  t.teardown(async () => {
    await db.close()
    rmSync(folder, { recursive: true })
  })
  await db.execute('CREATE TABLE thing (name TEXT)')
  const { Worker } = await import('node:worker_threads')
  const worker = new Worker(new URL('../helpers/holding-writer.ts', import.meta.url), {
    workerData: { path },
  })
  await new Promise((resolve) => worker.once('message', resolve))
  const begun = performance.now()
  await db.execute("INSERT INTO thing VALUES ('ours')")
  t.ok(performance.now() - begun > 100)
  await new Promise((resolve) => worker.once('exit', resolve))
})

t.test('Group commit: when the write lock is not to be had, every promise hears of it', async (t) => {
  const { commits, other, writer, committed } = givenWriter(t)
  writer.pragma('busy_timeout = 1')
  other.exec('BEGIN IMMEDIATE')
  const results = await Promise.allSettled([commits.run(insert('a')), commits.run(insert('b'))])
  for (const result of results) t.match(result, { status: 'rejected', reason: { code: 'SQLITE_BUSY' } })
  other.exec('ROLLBACK')
  await commits.run(insert('c'))
  t.same(committed(), ['c'])
})
