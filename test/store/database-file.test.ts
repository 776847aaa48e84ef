import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type Db, openDatabase } from '../../src/store/database.ts'
import {
  checkDatabaseFile,
  copyDatabase,
  deleteDatabase,
  holdDatabase,
  replaceDatabase,
  sqlitePath,
} from '../../src/store/database-file.ts'
import { findTenant, insertTenant, listTenants } from '../../src/store/tenants.ts'
import { migratedFile } from '../helpers/migrated.ts'
import { tenantRow } from '../helpers/store-rows.ts'

type Place = Readonly<{ folder: string; path: string; db: Db }>

async function given(t: Test): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-file-'))
  const path = join(folder, 'vignette.db')
  const db = await openDatabase(await migratedFile(path))
  t.teardown(async () => {
    await db.close()
    rmSync(folder, { recursive: true })
  })
  return { folder, path, db }
}

async function idsIn(path: string): Promise<readonly string[]> {
  const db = await openDatabase(`sqlite:${path}`)
  const rows = await db.all(listTenants, {})
  await db.close()
  return rows.map(({ id }) => id)
}

const row = (id: string, n: number) => tenantRow({ id, uuid: Buffer.alloc(16, n) })

t.test('Database file: only SQLite has one', async (t) => {
  t.equal(sqlitePath('sqlite:data/vignette.db'), 'data/vignette.db')
  t.equal(sqlitePath('postgres://127.0.0.1/vignette'), undefined)
})

t.test(
  'Backup: what is committed is in it, whoever writes meanwhile; one file for its owner alone',
  async (t) => {
    const { folder, path, db } = await given(t)
    const copy = join(folder, 'copy.db')
    await db.run(insertTenant, row('before', 1))
    const copying = copyDatabase(path, copy)
    for (let n = 2; n < 40; n += 1) await db.run(insertTenant, row(`meanwhile-${n}`, n))
    await copying
    await db.run(insertTenant, row('after', 40))
    t.same(
      readdirSync(folder).filter((name) => name.startsWith('copy')),
      ['copy.db'],
    )
    t.equal(statSync(copy).mode & 0o777, 0o600)
    checkDatabaseFile(copy)
    const ids = await idsIn(copy)
    t.ok(ids.includes('before'))
    t.notOk(ids.includes('after'))
  },
)

t.test('Backup: one that cannot be made leaves nothing behind', async (t) => {
  const { folder, path } = await given(t)
  await t.rejects(copyDatabase(path, join(folder, 'nowhere/copy.db')), { code: 'ENOENT' })
  await t.rejects(copyDatabase(join(folder, 'none.db'), join(folder, 'copy.db')))
  t.same(
    readdirSync(folder).filter((name) => !name.startsWith('vignette.db')),
    [],
  )
})

t.test('Restore: what a file holds stands in the place of what was there', async (t) => {
  const { folder, path, db } = await given(t)
  const copy = join(folder, 'copy.db')
  await db.run(insertTenant, row('kept', 1))
  await copyDatabase(path, copy)
  await db.run(insertTenant, row('lost', 2))
  await db.close()
  await replaceDatabase(copy, path)
  t.same(await idsIn(path), ['kept'])
  await replaceDatabase(copy, join(folder, 'new.db'))
  t.same(await idsIn(join(folder, 'new.db')), ['kept'])
  t.equal(statSync(join(folder, 'new.db')).mode & 0o777, 0o600)
  const again = await openDatabase(`sqlite:${path}`)
  t.ok(await again.first(findTenant, { id: 'kept' }))
  await again.close()
})

t.test('Restore: what is cut short, damaged or no database of ours is told in one sentence', async (t) => {
  const { folder, path } = await given(t)
  const copy = join(folder, 'copy.db')
  await copyDatabase(path, copy)
  const whole = readFileSync(copy)
  const sound = Buffer.from(whole)
  const refused = (says: RegExp) =>
    t.throws(() => checkDatabaseFile(copy), { name: 'DatabaseFileError', message: says })
  truncateSync(copy, Math.floor(whole.length / 2))
  refused(/copy\.db is no whole database of Vignette: [^\n]+\.$/)
  writeFileSync(copy, whole.fill(0x5a, whole.length - 9000, whole.length - 1000))
  refused(/damaged|malformed/)
  // The header says that five pages are free, and names none.
  const miscounted = Buffer.from(sound)
  miscounted.writeUInt32BE(5, 36)
  writeFileSync(copy, miscounted)
  refused(/SQLite finds it damaged \(.*\)\.$/s)
  writeFileSync(copy, 'a letter')
  refused(/not a database/)
  rmSync(copy)
  refused(/unable to open database file/)
  t.notOk(existsSync(copy))
})

t.test('Database file: it goes with the log beside it, and once it is gone nothing happens', async (t) => {
  const { folder, path } = await given(t)
  const copy = join(folder, 'copy.db')
  for (const name of [copy, `${copy}-wal`, `${copy}-shm`]) writeFileSync(name, '')
  deleteDatabase(copy)
  t.notOk(readdirSync(folder).some((name) => name.startsWith('copy.db')))
  deleteDatabase(copy)
  t.ok(existsSync(path), 'the other one is still there')
})

const HOLDING = `
import { holdDatabase } from ${JSON.stringify(new URL('../../src/store/database-file.ts', import.meta.url).href)}
holdDatabase(process.argv[1])
console.log('held')
setInterval(() => {}, 1000)
`

t.test('One server: a second one is refused, and whoever is killed holds nothing', async (t) => {
  const { path } = await given(t)
  const child = spawn(process.execPath, ['--input-type=module', '-e', HOLDING, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' },
  })
  t.teardown(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  t.throws(() => holdDatabase(path), {
    name: 'DatabaseFileError',
    message: /^A server is running on the database /,
  })
  child.kill('SIGKILL')
  await once(child, 'exit')
  const letGo = holdDatabase(path)
  t.throws(() => holdDatabase(path), { message: /use PostgreSQL\.$/ })
  letGo()
  holdDatabase(path)()
})
