import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openDatabase } from '../../src/store/database.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { commandLine } from '../helpers/command-line.ts'
import { START } from '../helpers/fixtures.ts'

const LIST = ['tenant', 'list']

t.test('Database: an older one is brought to this version, which is said once', async (t) => {
  const { run, folder } = commandLine(t)
  mkdirSync(join(folder, 'data'))
  const db = await openDatabase(`sqlite:${join(folder, 'data/vignette.db')}`)
  const migrations = readMigrations()
  await migrate(db, START, migrations.slice(0, -1))
  await db.close()
  t.match(await run(LIST), {
    code: 0,
    stderr: `The database was brought to this version: ${migrations.at(-1)?.name}\n`,
  })
  t.match(await run(LIST), { code: 0, stderr: '' })
})

t.test('Database: one that a later version has changed is refused', async (t) => {
  const { run, folder } = commandLine(t)
  mkdirSync(join(folder, 'data'))
  const db = await openDatabase(`sqlite:${join(folder, 'data/vignette.db')}`)
  await migrate(db, START, [...readMigrations(), { number: 9999, name: '9999-later.sql', sql: 'SELECT 1' }])
  await db.close()
  t.match(await run(LIST), { code: 1, stdout: '', stderr: /^The database has schema 9999, [^\n]*\n$/ })
  t.match(await run(['serve'], { PUBLIC_URL: 'https://login.example.org' }), {
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
