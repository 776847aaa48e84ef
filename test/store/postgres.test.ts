/**
 * PostgreSQL: what only a server can do to us.
 */
import pg from 'pg'
import t, { type Test } from 'tap'
import { findConfigVersion } from '../../src/store/config-version.ts'
import type { Db, Tx } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { statement } from '../../src/store/statement.ts'
import { insertTenant, listTenants } from '../../src/store/tenants.ts'
import { START } from '../helpers/fixtures.ts'
import { freshDatabase, withoutPostgres } from '../helpers/postgres.ts'
import { tenantRow } from '../helpers/store-rows.ts'

const skip = withoutPostgres

async function givenDatabase(t: Test): Promise<{ db: Db; url: string }> {
  const url = await freshDatabase()
  const db = openPostgres(url)
  t.teardown(() => db.close())
  await migrate(db, START)
  return { db, url }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(sql).finally(() => client.end())
  return rows
}

const END_MINE = 'SELECT pg_terminate_backend(pg_backend_pid())'
const END_OTHERS =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'

const setIsolation = (tx: Tx) => tx.execute('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE')
const setVersion = statement((q, p: { version: number }) =>
  q.updateTable('config_version').set({ version: p.version }),
)

t.test('PostgreSQL: work that only met other work is run again', { skip }, async (t) => {
  const { db } = await givenDatabase(t)
  let runs = 0
  const both_have_read = Promise.withResolvers<void>()
  const add = () =>
    db.transaction(async (tx) => {
      runs += 1
      await setIsolation(tx)
      const { version = 0 } = (await tx.first(findConfigVersion, {})) ?? {}
      if (runs === 2) both_have_read.resolve()
      await both_have_read.promise
      await tx.run(setVersion, { version: version + 1 })
    })
  await Promise.all([add(), add()])
  t.match(await db.first(findConfigVersion, {}), { version: 3 })
  t.equal(runs, 3)
})

t.test('PostgreSQL: not for ever, though', { skip }, async (t) => {
  const { db } = await givenDatabase(t)
  let runs = 0
  const always = db.transaction(async () => {
    runs += 1
    throw Object.assign(new Error('deadlock'), { code: '40P01' })
  })
  await t.rejects(always, { code: '40P01' })
  t.equal(runs, 5)
})

t.test('PostgreSQL: another fault is told at once', { skip }, async (t) => {
  const { db } = await givenDatabase(t)
  for (const code of ['23505', undefined]) {
    let runs = 0
    const run = db.transaction(async () => {
      runs += 1
      throw Object.assign(new Error('no'), { code })
    })
    await t.rejects(run, { message: 'no' })
    t.equal(runs, 1)
  }
})

t.test('PostgreSQL: a fault that the work swallowed is none the less a fault', { skip }, async (t) => {
  const { db } = await givenDatabase(t)
  const run = db.transaction(async (tx) => {
    await tx.run(insertTenant, tenantRow())
    await tx.execute('SELECT 1 / 0').catch(() => {})
    return 'kept'
  })
  await t.rejects(run, { message: 'a statement of this transaction failed, so nothing of it was kept' })
  t.same(await db.all(listTenants, {}), [])
})

t.test('PostgreSQL: a connection that the server ends in a transaction is replaced', { skip }, async (t) => {
  const { db, url } = await givenDatabase(t)
  const run = db.transaction(async (tx) => {
    await tx.run(insertTenant, tenantRow())
    await tx.execute(END_MINE)
  })
  await t.rejects(run, { code: '57P01' })
  t.same(await db.all(listTenants, {}), [])

  // One that waits between two statements hears of it at the next.
  const waiting = db.transaction(async (tx) => {
    await tx.run(insertTenant, tenantRow())
    await query(url, END_OTHERS)
    await tx.all(listTenants, {})
  })
  await t.rejects(waiting)
  t.same(await db.all(listTenants, {}), [])
})

t.test('PostgreSQL: idle connections that the server ends are replaced', { skip }, async (t) => {
  const { db, url } = await givenDatabase(t)
  await Promise.all(Array.from({ length: 5 }, () => db.all(listTenants, {})))
  const ended = await query(url, END_OTHERS)
  t.ok(ended.length > 0)
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.same(await db.all(listTenants, {}), [])
  t.equal(await db.run(insertTenant, tenantRow()), 1)
})

t.test('PostgreSQL: a statement is prepared once for a connection', { skip }, async (t) => {
  const { db } = await givenDatabase(t)
  await db.transaction(async (tx) => {
    for (let count = 0; count < 3; count += 1) await tx.all(listTenants, {})
    const listPrepared = statement((q) =>
      q.selectFrom('pg_prepared_statements' as 'tenant').select(['name', 'statement' as 'id']),
    )
    const rows = (await tx.all(listPrepared, {})) as unknown as { name: string; statement: string }[]
    const names = rows.filter((row) => row.statement.includes('order by "id"'))
    t.equal(names.length, 1)
    t.match(names[0]?.name, /^[A-Za-z0-9_-]{22}$/)
  })
})
