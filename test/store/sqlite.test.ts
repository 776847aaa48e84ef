/**
 * SQLite: what is committed is durable and seen; what is not is neither.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import type { Db } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { findTenant, insertTenant } from '../../src/store/tenants.ts'
import { START } from '../helpers/fixtures.ts'
import { tenantRow } from '../helpers/store-rows.ts'

function givenFile(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-sqlite-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return join(folder, 'vignette.db')
}

async function givenDatabase(t: Test): Promise<{ db: Db; path: string }> {
  const path = givenFile(t)
  const db = openSqlite(path)
  t.teardown(() => db.close())
  await migrate(db, START)
  return { db, path }
}

t.test('SQLite: what a new database holds is for its owner alone', async (t) => {
  const { path } = await givenDatabase(t)
  for (const file of [path, `${path}-wal`, `${path}-shm`]) t.equal(statSync(file).mode & 0o077, 0, file)
})

t.test('SQLite: write-ahead log, and foreign keys that hold', async (t) => {
  const { db, path } = await givenDatabase(t)
  const other = new Database(path, { readonly: true })
  t.equal(other.pragma('journal_mode', { simple: true }), 'wal')
  other.close()
  await t.rejects(
    db.execute(
      'INSERT INTO client (tenant_id, client_id, client_type, metadata, locked, created_at, updated_at) ' +
        "VALUES ('none', 'rp', 'public', '{}', 0, 0, 0)",
    ),
    { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' },
  )
})

t.test('SQLite: a column takes its own type and no other', async (t) => {
  const { db } = await givenDatabase(t)
  await t.rejects(db.execute("UPDATE config_version SET version = 'two'"), {
    code: 'SQLITE_CONSTRAINT_DATATYPE',
  })
})

t.test('SQLite: a read outside a transaction sees what is committed, one inside what it wrote', async (t) => {
  const { db } = await givenDatabase(t)
  const outside = db.transaction(async (tx) => {
    await tx.run(insertTenant, tenantRow())
    t.ok(await tx.first(findTenant, { id: 'default' }))
    t.same(await tx.all(findTenant, { id: 'default' }), [tenantRow()])
    return db.first(findTenant, { id: 'default' })
  })
  t.equal(await outside, undefined)
  t.ok(await db.first(findTenant, { id: 'default' }))
})

t.test('SQLite: reads beside an open transaction see another state than those after it', async (t) => {
  const { db } = await givenDatabase(t)
  const beside = await db.transaction(async () => db.snapshot())
  t.not(db.snapshot(), beside)
})

t.test('SQLite: what is closed has written what waited, and takes no more', async (t) => {
  const path = givenFile(t)
  const db = openSqlite(path)
  await migrate(db, START)
  const writes = ['a', 'b', 'c'].map((id) => db.run(insertTenant, tenantRow({ id })))
  await db.close()
  t.same(await Promise.all(writes), [1, 1, 1])
  await t.rejects(db.run(insertTenant, tenantRow()), { message: /not open/ })
  await t.rejects(db.first(findTenant, { id: 'a' }), { message: /not open/ })
  const again = openSqlite(path)
  t.ok(await again.first(findTenant, { id: 'c' }))
  await again.close()
})

t.test('SQLite: a folder that is not there is a fault at once', async (t) => {
  t.throws(() => openSqlite(join(givenFile(t), 'none', 'vignette.db')))
})

t.test('SQLite §2 (atomic commit): a process that is killed loses nothing it has acknowledged', async (t) => {
  const path = givenFile(t)
  const setup = openSqlite(path)
  await setup.execute('CREATE TABLE thing (number INTEGER PRIMARY KEY)')
  await setup.close()

  const writer = join(import.meta.dirname, '../helpers/storm-writer.ts')
  const child = spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const acknowledged: number[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    acknowledged.push(Number(line))
    if (acknowledged.length === 500) child.kill('SIGKILL')
  })
  const signal = await new Promise((resolve) => child.on('close', (_code, how) => resolve(how)))
  t.equal(signal, 'SIGKILL')
  t.ok(acknowledged.length >= 500)

  const after = new Database(path)
  const kept = new Set(after.prepare('SELECT number FROM thing').pluck().all())
  t.equal(after.pragma('integrity_check', { simple: true }), 'ok')
  after.close()
  t.same(
    acknowledged.filter((number) => !kept.has(number)),
    [],
  )
})
