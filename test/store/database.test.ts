/**
 * One interface, two databases: what a transaction promises holds on either.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type Commit, onCommit } from '../../src/primitives/commit-times.ts'
import { bumpConfigVersion, findConfigVersion } from '../../src/store/config-version.ts'
import { openDatabase, seeOneMoment } from '../../src/store/database.ts'
import { findTenant, insertTenant, listTenants } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { tenantRow } from '../helpers/store-rows.ts'

t.test('Database: the address says which', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-database-'))
  const file = await openDatabase(`sqlite:${join(folder, 'vignette.db')}`)
  t.equal(file.dialect, 'sqlite')
  t.ok(existsSync(join(folder, 'vignette.db')))
  await file.close()
  rmSync(folder, { recursive: true })
  const server = await openDatabase('postgres://nobody@127.0.0.1:1/none')
  t.equal(server.dialect, 'postgres')
  await t.rejects(server.first(findTenant, { id: 'a' }), { code: 'ECONNREFUSED' })
  await t.rejects(
    server.transaction((tx) => tx.first(findTenant, { id: 'a' })),
    { code: 'ECONNREFUSED' },
  )
  await server.close()
})

await onBothDatabases(t, 'Transaction: all of it is kept, and read at once', async (t, db) => {
  const value = await db.transaction(async (tx) => {
    t.equal(tx.dialect, db.dialect)
    await tx.run(insertTenant, tenantRow({ id: 'a' }))
    await tx.run(insertTenant, tenantRow({ id: 'b' }))
    return tx.all(listTenants, {})
  })
  t.equal(value.length, 2)
  t.same(await db.all(listTenants, {}), value)
})

await onBothDatabases(t, 'Metrics: a commit is told of to whoever measures', async (t, db) => {
  const told: Commit[] = []
  t.teardown(onCommit((commit) => told.push(commit)))
  await db.transaction((tx) => tx.run(insertTenant, tenantRow({ id: 'a' })))
  t.match(told, [{ transactions: 1, seconds: Number }])
})

await onBothDatabases(t, 'Transaction: a throw undoes all of it', async (t, db) => {
  const run = db.transaction(async (tx) => {
    await tx.run(insertTenant, tenantRow({ id: 'a' }))
    await tx.execute("UPDATE tenant SET name = 'x'")
    throw new Error('no')
  })
  await t.rejects(run, { message: 'no' })
  t.same(await db.all(listTenants, {}), [])
})

await onBothDatabases(t, 'Transaction: a statement that fails undoes all of it', async (t, db) => {
  const again = tenantRow({ id: 'b', uuid: tenantRow({ id: 'a' }).uuid, type: '3fa' as '2fa' })
  const run = db.transaction(async (tx) => {
    await tx.run(insertTenant, tenantRow({ id: 'a' }))
    await tx.run(insertTenant, again)
  })
  await t.rejects(run)
  t.same(await db.all(listTenants, {}), [])
})

await onBothDatabases(t, 'Transaction: of many at once, those that throw leave the others', async (t, db) => {
  const runs = Array.from({ length: 20 }, (_, count) =>
    db.transaction(async (tx) => {
      await tx.run(insertTenant, tenantRow({ id: `tenant-${count}` }))
      if (count % 2 === 1) throw new Error('no')
      return count
    }),
  )
  const results = await Promise.allSettled(runs)
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 10)
  t.equal((await db.all(listTenants, {})).length, 10)
})

await onBothDatabases(t, 'Database: instants and counts are numbers, beyond 2038 too', async (t, db) => {
  for (const instant of [0, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    await db.execute(`UPDATE config_version SET version = ${instant}`)
    t.match(await db.first(findConfigVersion, {}), { version: instant })
  }
})

await onBothDatabases(t, 'Database: how many rows were written, and the rows of a write', async (t, db) => {
  t.equal(await db.run(bumpConfigVersion, {}), 1)
  t.equal(await db.run(insertTenant, tenantRow()), 1)
  t.equal(await db.run(insertTenant, tenantRow()), 0)
  t.equal(await db.first(findTenant, { id: 'none' }), undefined)
})

await onBothDatabases(
  t,
  'Transaction: one moment is seen, whatever others write meanwhile',
  async (t, db) => {
    const written: Promise<number>[] = []
    const seen = await seeOneMoment(db, async (tx) => {
      const before = await tx.all(listTenants, {})
      written.push(db.run(insertTenant, tenantRow({ id: 'meanwhile' })))
      // On SQLite it waits until nobody looks any more.
      if (db.dialect === 'postgres') await Promise.all(written)
      return [before, await tx.all(listTenants, {})]
    })
    t.same(seen, [[], []])
    t.same(await Promise.all(written), [1])
    t.equal((await db.all(listTenants, {})).length, 1)
  },
)
