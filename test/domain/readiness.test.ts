/**
 * Readiness: the database answers and has the schema.
 */
import t from 'tap'
import { isReady } from '../../src/domain/readiness.ts'
import { openDatabase } from '../../src/store/database.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { startServer } from '../helpers/fixtures.ts'

await onBothDatabases(t, 'Readiness: a database with another schema is none to serve from', async (t, db) => {
  t.equal(await isReady({ db }), true)
  await db.execute('DELETE FROM schema_migration WHERE number = 1')
  t.equal(await isReady({ db }), true)
  await db.execute('DELETE FROM schema_migration WHERE number > 1')
  t.equal(await isReady({ db }), false)
  await db.execute("INSERT INTO schema_migration VALUES (9999, 'of-a-later-version.sql', 0)")
  t.equal(await isReady({ db }), false)
})

t.test('Readiness: a database that does not answer is none either', async (t) => {
  const db = await openDatabase('postgres://nobody@127.0.0.1:1/none')
  t.equal(await isReady({ db }), false)
  await db.close()
  const { deps } = await startServer(t)
  t.equal(await isReady(deps), true)
})
