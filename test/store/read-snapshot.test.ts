/**
 * Read snapshots: one lock for the reads of a turn, and no read that is late.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { migrate } from '../../src/store/migrate.ts'
import { ReadSnapshot } from '../../src/store/read-snapshot.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { findTenant, insertTenant } from '../../src/store/tenants.ts'
import { START } from '../helpers/fixtures.ts'
import { tenantRow } from '../helpers/store-rows.ts'

function givenFile(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-snapshot-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return join(folder, 'vignette.db')
}

function givenReader(t: Test) {
  const path = givenFile(t)
  const other = new Database(path)
  other.pragma('journal_mode = WAL')
  other.exec('CREATE TABLE thing (name TEXT)')
  const reader = new Database(path, { readonly: true })
  t.teardown(() => other.close())
  t.teardown(() => reader.close())
  const snapshot = new ReadSnapshot(reader)
  const count = () => {
    snapshot.open()
    return reader.prepare('SELECT count(*) FROM thing').pluck().get()
  }
  return { other, reader, snapshot, count }
}

t.test(
  'SQLite §3 (isolation): the reads of one turn see one state, those of the next the newest',
  async (t) => {
    const { other, count } = givenReader(t)
    t.equal(count(), 0)
    other.exec("INSERT INTO thing VALUES ('a')")
    t.equal(count(), 0)
    await setImmediate()
    t.equal(count(), 1)
  },
)

t.test('SQLite §3 (isolation): a snapshot that has ended does not hide what came after it', async (t) => {
  const { other, snapshot, count } = givenReader(t)
  t.equal(count(), 0)
  other.exec("INSERT INTO thing VALUES ('a')")
  snapshot.end()
  snapshot.end()
  t.equal(count(), 1)
})

t.test('SQLite §3 (isolation): one object stands for one state, another for the next', async (t) => {
  const { snapshot, count } = givenReader(t)
  const state = snapshot.open()
  count()
  t.equal(snapshot.open(), state)
  await setImmediate()
  t.not(snapshot.open(), state)
})

t.test('SQLite: a snapshot that the database has ended by itself is over', async (t) => {
  const { reader, snapshot, count } = givenReader(t)
  count()
  reader.exec('ROLLBACK')
  snapshot.end()
  t.equal(count(), 0)
})

t.test('SQLite: a snapshot does not outlive its connection', async (t) => {
  const { reader, snapshot, count } = givenReader(t)
  count()
  reader.close()
  await setImmediate()
  t.throws(() => snapshot.open(), { message: /not open/ })
})

t.test('SQLite: who has waited for a commit sees it, whatever was read meanwhile', async (t) => {
  const db = openSqlite(givenFile(t))
  t.teardown(() => db.close())
  await migrate(db, START)
  const exists = async (id: string) => (await db.first(findTenant, { id })) !== undefined
  const seen = await db.transaction(async (tx) => {
    await tx.run(insertTenant, tenantRow())
    return exists('default')
  })
  t.same([seen, await exists('default')], [false, true])
})

t.test(
  'SQLite §3.3 (avoiding large WAL files): reading all the time does not make the log grow',
  async (t) => {
    const path = givenFile(t)
    const db = openSqlite(path)
    t.teardown(() => db.close())
    await migrate(db, START)
    await db.execute('CREATE TABLE thing (bytes BLOB)')
    for (let n = 0; n < 500; n += 1) {
      // The write waits for the turn in which the read is still open.
      await setImmediate()
      const writing = db.execute('INSERT INTO thing VALUES (zeroblob(40000))')
      await Promise.all([writing, db.first(findTenant, { id: 'default' })])
    }
    t.ok(statSync(`${path}-wal`).size < 8_000_000, 'of 20 MB that were written')
  },
)
