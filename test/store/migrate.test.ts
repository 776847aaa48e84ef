/**
 * Migrations: numbered, forward only, each once and all or nothing.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { insertConnection } from '../../src/store/connections.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { findGrant } from '../../src/store/grants.ts'
import { fill, isMigrated, migrate, readMigrations, tryMigrations } from '../../src/store/migrate.ts'
import { statement } from '../../src/store/statement.ts'
import { findTenant, insertTenant } from '../../src/store/tenants.ts'
import { insertUpstreamAccount } from '../../src/store/upstream-accounts.ts'
import { findUser } from '../../src/store/users.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { freshDatabase, withoutPostgres } from '../helpers/postgres.ts'
import { connectionRow, idOf, tenantRow, upstreamAccountRow } from '../helpers/store-rows.ts'

const listRecords = statement((q) => q.selectFrom('schema_migration').selectAll().orderBy('number'))
const records = async (db: Db) => (await db.all(listRecords, {})).map(({ number }) => number)

const hex = (name: string) => idOf(name).toString('hex')

const ours = readMigrations()
const newest = ours.at(-1)?.number ?? 0
const next = {
  number: newest + 1,
  name: 'next.sql',
  sql: 'CREATE TABLE thing (id {bytes}, count {int}) {strict}',
}

/** Empty databases of each dialect; `open` opens another handle on the same one. */
async function onBothEmpty(
  title: string,
  work: (t: Test, open: () => Promise<Db>) => Promise<void>,
): Promise<void> {
  const opening = (t: Test, url: string) => async () => {
    const db = await openDatabase(url)
    t.teardown(() => db.close())
    return db
  }
  await t.test(`${title} (SQLite)`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'vignette-migrate-'))
    await work(t, opening(t, `sqlite:${join(folder, 'vignette.db')}`))
    t.teardown(() => rmSync(folder, { recursive: true }))
  })
  await t.test(`${title} (PostgreSQL)`, { skip: withoutPostgres }, async (t) =>
    work(t, opening(t, await freshDatabase())),
  )
}

t.test('Migrations: read from the folder in the order of their numbers', async (t) => {
  t.ok(ours.length > 0)
  t.same(
    ours.map(({ number }) => number),
    ours.map((_, index) => index + 1),
  )
  const folder = mkdtempSync(join(tmpdir(), 'vignette-migrations-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const name of ['0010-b.sql', '0002-a.sql', 'README.md', '3-c.sql', '0003-c.sql.bak']) {
    writeFileSync(join(folder, name), `-- ${name}`)
  }
  t.same(readMigrations(pathToFileURL(`${folder}/`)), [
    { number: 2, name: '0002-a.sql', sql: '-- 0002-a.sql' },
    { number: 10, name: '0010-b.sql', sql: '-- 0010-b.sql' },
  ])
})

t.test('Migrations: placeholders become the types of the dialect', async (t) => {
  const sql = 'CREATE TABLE t (a {bytes}, b {int}, c {int}) {strict};'
  t.equal(fill(sql, 'sqlite'), 'CREATE TABLE t (a BLOB, b INTEGER, c INTEGER) STRICT;')
  t.equal(fill(sql, 'postgres'), 'CREATE TABLE t (a BYTEA, b BIGINT, c BIGINT) ;')
  t.throws(() => fill('{text}', 'sqlite'), { message: 'unknown placeholder {text} in a migration' })
})

await onBothEmpty('Migrations: an empty database gets them all, once', async (t, open) => {
  const db = await open()
  await t.rejects(isMigrated(db))
  t.same(
    await migrate(db, START),
    ours.map(({ name }) => name),
  )
  t.equal(await isMigrated(db), true)
  t.match(
    await db.all(listRecords, {}),
    ours.map(({ number, name }) => ({ number, name, applied_at: START })),
  )
  t.same(await migrate(db, START + 1), [])
  t.equal((await db.all(listRecords, {}))[0]?.applied_at, START)
})

await onBothEmpty('Migrations: of processes that start together, one applies each', async (t, open) => {
  const handles = await Promise.all([open(), open(), open(), open()])
  const done = await Promise.all(handles.map((db) => migrate(db, START)))
  t.same(
    done.flat().toSorted(),
    ours.map(({ name }) => name),
  )
  for (const db of handles) t.equal(await isMigrated(db), true)
})

await onBothDatabases(
  t,
  'Migrations: an older database keeps what it has and gets what is new',
  async (t, db) => {
    await db.run(insertTenant, tenantRow())
    t.same(await migrate(db, START + 1, [...ours, next]), ['next.sql'])
    t.same(await db.first(findTenant, { id: 'default' }), tenantRow())
    await db.execute('INSERT INTO thing (count) VALUES (1)')
    t.equal(await isMigrated(db), false)
  },
)

await onBothDatabases(
  t,
  'Migrations: a newer database is refused, and nothing in it changed',
  async (t, db) => {
    await migrate(db, START, [...ours, next])
    const before = await records(db)
    const unmade = { number: 1.5, name: 'between.sql', sql: 'CREATE TABLE between_them (id {int})' }
    await t.rejects(
      migrate(
        db,
        START + 1,
        [...ours, unmade].toSorted((a, b) => a.number - b.number),
      ),
      {
        name: 'NewerDatabaseError',
        message: `The database has schema ${newest + 1}, and this version of Vignette knows ${newest}. Start the version that made it, or a later one.`,
      },
    )
    t.same(await records(db), before)
    await t.rejects(db.execute('SELECT * FROM between_them'))
  },
)

await onBothDatabases(
  t,
  'Migrations: tried, they say what they would do, and nothing of it stays',
  async (t, db) => {
    t.same(await tryMigrations(db, START, [...ours, next]), ['next.sql'])
    await t.rejects(db.execute('SELECT * FROM thing'))
    t.equal((await records(db)).length, ours.length)
    await t.rejects(tryMigrations(db, START, [...ours, { ...next, sql: 'INSERT INTO nothing VALUES (1)' }]))
    t.same(await tryMigrations(db, START), [])
  },
)

await onBothDatabases(
  t,
  'Migrations: one that fails leaves all as it was, and can be tried again',
  async (t, db) => {
    const broken = {
      ...next,
      sql: `${next.sql}; INSERT INTO thing (count) VALUES (1); INSERT INTO nothing VALUES (1)`,
    }
    await t.rejects(migrate(db, START, [...ours, broken]))
    t.equal((await records(db)).length, ours.length)
    await t.rejects(db.execute('SELECT * FROM thing'))
    t.equal(await isMigrated(db), true)
    t.same(await migrate(db, START, [...ours, next]), ['next.sql'])
  },
)

await onBothEmpty('Migrations: what rests on the word of a connection is marked so', async (t, open) => {
  const db = await open()
  const before = ours.filter(({ number }) => number < 23)
  await migrate(db, START, before)
  await db.run(insertTenant, tenantRow())
  await db.run(insertConnection, connectionRow())
  const blob = (name: string) => (db.dialect === 'sqlite' ? `x'${hex(name)}'` : `'\\x${hex(name)}'::bytea`)
  const insert = (table: string, columns: string, values: string) =>
    db.execute(`INSERT INTO "${table}" (tenant_id, ${columns}) VALUES ('default', ${values})`)
  const user = 'id, username, username_key, email_verified, claims, created_at, updated_at'
  const people = ['made there', 'came later', 'unproved'] as const
  for (const name of people) {
    const times = name === 'came later' ? '0, 0' : `${START}, ${START}`
    await insert(
      'user',
      user,
      `${blob(name)}, '${name}', '${name}', ${name === 'unproved' ? 0 : 1}, '{}', ${times}`,
    )
    await db.run(insertUpstreamAccount, upstreamAccountRow({ user_id: idOf(name), subject: name }))
  }
  const times = `${START}, ${START}, ${START}, ${START}`
  await insert(
    'session',
    'id, secret_hash, user_id, amr, acr, connection_id, auth_time, created_at, last_seen_at, expires_at',
    `${blob('s')}, ${blob('x')}, ${blob('made there')}, '', '', 'corporate', ${times}`,
  )
  const grant = 'id, client_id, session_id, scope, amr, acr, outlives_session, created_at, expires_at'
  for (const name of ['s', 'gone']) {
    await insert('grant', grant, `${blob(name)}, 'rp', ${blob(name)}, '', '', '', 1, ${START}, ${START}`)
  }
  await migrate(db, START)
  const wordOf = async (id: string) =>
    (await db.first(findUser, { tenant_id: 'default', id: idOf(id) }))?.email_connection_id
  t.same(await Promise.all(people.map(wordOf)), ['corporate', null, null])
  const madeBy = async (id: string) =>
    (await db.first(findGrant, { tenant_id: 'default', id: idOf(id) }))?.connection_id
  t.same(await Promise.all(['s', 'gone'].map(madeBy)), ['corporate', null])
})

await onBothDatabases(t, 'Migrations: no migrations at all know no database', async (t, db) => {
  await t.rejects(migrate(db, START, []), {
    name: 'NewerDatabaseError',
    message: /this version of Vignette knows 0/,
  })
})
