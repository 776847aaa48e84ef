import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openDatabase } from '../../src/store/database.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { commandLine } from '../helpers/command-line.ts'
import { START } from '../helpers/fixtures.ts'

const LIST = ['tenant', 'list']
const SERVE = { PUBLIC_URL: 'https://login.example.org', TRUST_PROXY: 'loopback' }
const MIGRATIONS = readMigrations()
const NEWEST = MIGRATIONS.at(-1)?.name ?? ''

/** The newest that makes a table. */
const MAKING = MIGRATIONS.findLastIndex(({ sql }) => sql.includes('CREATE TABLE'))
const MADE = /CREATE TABLE (\w+)/.exec(MIGRATIONS[MAKING]?.sql ?? '')?.[1] ?? ''

/** A database of the version before this one. @param count of its migrations */
async function olderIn(folder: string, count = MIGRATIONS.length - 1): Promise<void> {
  mkdirSync(join(folder, 'data'))
  const db = await openDatabase(`sqlite:${join(folder, 'data/vignette.db')}`)
  await migrate(db, START, MIGRATIONS.slice(0, count))
  await db.close()
}

t.test('Database: an older one is copied and brought to this version, which is said once', async (t) => {
  const { run, folder } = commandLine(t)
  await olderIn(folder)
  const kept = `data/vignette.db.before-${NEWEST.slice(0, 4)}`
  t.match(await run(LIST), {
    code: 0,
    stderr: `The database was brought to this version: ${NEWEST}. What it was before is ${kept}.\n`,
  })
  t.match(await run(LIST), { code: 0, stderr: '' })
  const before = await openDatabase(`sqlite:${join(folder, kept)}`)
  t.same(await migrate(before, START), [NEWEST], 'the copy is of the version before')
  await before.close()
})

t.test('Database: one that cannot be brought to this version is as it was', async (t) => {
  const { run, folder } = commandLine(t)
  await olderIn(folder, MAKING)
  const path = `sqlite:${join(folder, 'data/vignette.db')}`
  const spoil = await openDatabase(path)
  await spoil.execute(`CREATE TABLE ${MADE} (something_else TEXT)`)
  await spoil.close()
  const refused = await run(LIST)
  t.match(refused, {
    code: 1,
    stdout: '',
    stderr: /^The database cannot be brought to this version \(.*already exists.*\n$/,
  })
  t.match(refused.stderr, 'What it was before is data/vignette.db.before-')
  t.match(await run(['serve', '--dry-run'], SERVE), { code: 1, stderr: /cannot be brought/ })
  const after = await openDatabase(path)
  await after.execute(`DROP TABLE ${MADE}`)
  t.same(
    await migrate(after, START),
    MIGRATIONS.slice(MAKING).map(({ name }) => name),
  )
  await after.close()
})

t.test('Database: one that cannot be kept as it is stays as it is', async (t) => {
  const { run, folder } = commandLine(t)
  await olderIn(folder)
  const kept = `data/vignette.db.before-${NEWEST.slice(0, 4)}`
  mkdirSync(join(folder, kept))
  t.match(await run(LIST), {
    code: 1,
    stdout: '',
    stderr:
      /^The database is of an older version, and cannot be kept as data\/vignette\.db\.before-\d{4} .*make room/,
  })
  rmSync(join(folder, kept), { recursive: true })
  t.match(await run(LIST), { code: 0, stderr: /^The database was brought to this version/ })
})

t.test('Database: serve --dry-run says what a start would do, and does nothing', async (t) => {
  const { run, folder } = commandLine(t)
  await olderIn(folder)
  for (const _ of ['once', 'twice']) {
    t.match(await run(['serve', '--dry-run'], SERVE), {
      code: 0,
      stdout: `The settings are usable. A start would bring the database to this version: ${NEWEST}.\n`,
      stderr: '',
    })
  }
  await run(LIST)
  t.match(await run(['serve', '--dry-run'], SERVE), { code: 0, stdout: /is of this version\.\n$/ })
  t.match(await run(['serve', '--dry-run'], { PUBLIC_URL: 'somewhere' }), { code: 1, stderr: /PUBLIC_URL/ })
})

t.test('Database: one that a later version has changed is refused', async (t) => {
  const { run, folder } = commandLine(t)
  mkdirSync(join(folder, 'data'))
  const db = await openDatabase(`sqlite:${join(folder, 'data/vignette.db')}`)
  await migrate(db, START, [...readMigrations(), { number: 9999, name: '9999-later.sql', sql: 'SELECT 1' }])
  await db.close()
  t.match(await run(LIST), { code: 1, stdout: '', stderr: /^The database has schema 9999, [^\n]*\n$/ })
  t.match(await run(['serve'], SERVE), {
    code: 1,
    stdout: '',
    stderr: /schema 9999/,
  })
})

t.test('Database: one that cannot be opened is named, without its password', async (t) => {
  const { run, folder } = commandLine(t)
  const nowhere = await run(LIST, { DATABASE_URL: 'sqlite:not/there/vignette.db' })
  t.match(nowhere, {
    code: 1,
    stdout: '',
    stderr: /^The database sqlite:not\/there\/vignette\.db cannot be opened \([^\n]*\n$/,
  })
  writeFileSync(join(folder, 'text.db'), 'this is no database, and long enough to be seen as none'.repeat(20))
  t.match(await run(LIST, { DATABASE_URL: 'sqlite:text.db' }), {
    code: 1,
    stderr: /text\.db cannot be opened/,
  })
  const closed = await run(LIST, { DATABASE_URL: 'postgres://ada:tell-nobody@127.0.0.1:1/vignette' })
  t.match(closed, { code: 1, stderr: /ECONNREFUSED/ })
  t.notMatch(closed.stderr, 'tell-nobody')
})
