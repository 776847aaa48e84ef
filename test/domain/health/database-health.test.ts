import Database from 'better-sqlite3'
import t from 'tap'
import { databaseHealth, secondsAhead } from '../../../src/domain/health/database-health.ts'
import { insertTenant } from '../../../src/store/tenants.ts'
import { insertUser } from '../../../src/store/users.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { tenantRow, userRow } from '../../helpers/store-rows.ts'

await onBothDatabases(t, 'Health: a sound database says which one it is', async (t, db) => {
  t.match(await databaseHealth({ db }), { dialect: db.dialect, version: /^\d+\./, broken: [] })
})

t.test('Health: rows that belong to nothing are named by their tables', async (t) => {
  const { db, config } = await startServer(t)
  await db.run(insertUser, userRow())
  const file = new Database(config.database_url.slice('sqlite:'.length))
  t.teardown(() => file.close())
  file.pragma('foreign_keys = OFF')
  file.exec("DELETE FROM tenant WHERE id = 'default'")
  t.same((await databaseHealth({ db })).broken, ['user without tenant'])
})

await onBothDatabases(t, 'Health: a row from the future says that a clock is wrong', async (t, db) => {
  t.equal(await secondsAhead({ db, now: () => START }), 0, 'there is no row')
  await db.run(insertTenant, tenantRow())
  t.equal(await secondsAhead({ db, now: () => START + 1 }), 0)
  t.equal(await secondsAhead({ db, now: () => START - 90 }), 90)
})
