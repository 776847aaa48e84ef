/**
 * Whether the process lives, and whether it can serve.
 */
import t from 'tap'
import { startServer } from '../helpers/fixtures.ts'

t.test('Health: the process lives, whatever its database does', async (t) => {
  const { app, db } = await startServer(t)
  await db.execute('DROP TABLE schema_migration')
  const reply = await app.inject('/healthz')
  t.equal(reply.statusCode, 200)
  t.same(reply.json(), { status: 'alive' })
})

t.test('Health: ready while the database has the schema of this version', async (t) => {
  const { app, db } = await startServer(t)
  t.same((await app.inject('/readyz')).json(), { status: 'ready' })
  await db.execute('DROP TABLE schema_migration')
  const reply = await app.inject('/readyz')
  t.equal(reply.statusCode, 503)
  t.same(reply.json(), { status: 'not ready' })
})
