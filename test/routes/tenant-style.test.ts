/**
 * A tenant's one colour.
 */
import t from 'tap'
import { startServer } from '../helpers/fixtures.ts'

t.test('GET /tenant.css: the colour of the tenant, for an hour', async (t) => {
  const { app, db } = await startServer(t)
  await db.execute(`UPDATE tenant SET policy = '{"accent":"#123abc"}' WHERE id = 'other'`)
  const style = async (id: string) => app.inject(`/api/oidc/${id}/tenant.css?accent=ffffff`)
  const reply = await style('default')
  t.equal(reply.statusCode, 200)
  t.equal(reply.body, ':root{--accent:#0f5c4c}\n')
  t.equal(reply.headers['content-type'], 'text/css; charset=utf-8')
  t.equal(reply.headers['cache-control'], 'public, max-age=3600')
  t.equal(reply.headers['x-content-type-options'], 'nosniff')
  t.equal((await style('other')).body, ':root{--accent:#123abc}\n')
})

t.test('GET /tenant.css: a tenant that is not there has none', async (t) => {
  const { app } = await startServer(t)
  const reply = await app.inject('/api/oidc/none/tenant.css')
  t.equal(reply.statusCode, 400)
  t.match(reply.json(), { error: 'invalid_request' })
})
