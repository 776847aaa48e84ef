/**
 * The one stylesheet of a page, in its tenant's colour.
 */
import t from 'tap'
import { startServer, type TestServer } from '../helpers/fixtures.ts'

const IMMUTABLE = 'public, max-age=31536000, immutable'

/** The stylesheets of the page at an address. */
const sheetsOf = async ({ app }: TestServer, tenant: string) => {
  const { body } = await app.inject(`/api/oidc/${tenant}/recover`)
  const links = [...body.matchAll(/<link rel="stylesheet" href="http:\/\/localhost:3000([^"]+)">/g)]
  return links.map(([, url = '']) => url)
}

t.test(
  'RFC 8246 §2: a page waits for one stylesheet, which has its colour and is kept for ever',
  async (t) => {
    const server = await startServer(t)
    await server.db.execute(`UPDATE tenant SET policy = '{"accent":"#123abc"}' WHERE id = 'other'`)
    for (const [tenant, accent] of [
      ['default', '#0f5c4c'],
      ['other', '#123abc'],
    ] as const) {
      const sheets = await sheetsOf(server, tenant)
      t.equal(sheets.length, 1, tenant)
      const reply = await server.app.inject(sheets[0] ?? '')
      t.equal(reply.statusCode, 200, tenant)
      t.match(reply.body, '--lit')
      t.ok(reply.body.endsWith(`:root{--accent:${accent}}\n`), tenant)
      t.match(reply.headers, {
        'content-type': 'text/css; charset=utf-8',
        'cache-control': IMMUTABLE,
        'x-content-type-options': 'nosniff',
      })
    }
  },
)

t.test('RFC 9110 §12.5.3: the stylesheet is packed as the browser accepts', async (t) => {
  const server = await startServer(t)
  const [url = ''] = await sheetsOf(server, 'default')
  const reply = await server.app.inject({ url, headers: { 'accept-encoding': 'br' } })
  t.equal(reply.headers['content-encoding'], 'br')
})

t.test('RFC 9111 §5.2.2.4: another version is not kept, and has the colour of today', async (t) => {
  const server = await startServer(t)
  for (const version of ['x', '0f5c4c', 'ABCDEFGHIJKLMNOP-0f5c4c']) {
    const reply = await server.app.inject(`/api/oidc/default/style/${version}.css`)
    t.equal(reply.headers['cache-control'], 'no-cache', version)
    t.ok(reply.body.endsWith(':root{--accent:#0f5c4c}\n'), version)
  }
})

t.test('GET /style: a tenant that is not there has none', async (t) => {
  const { app } = await startServer(t)
  const reply = await app.inject('/api/oidc/none/style/x.css')
  t.equal(reply.statusCode, 400)
  t.match(reply.json(), { error: 'invalid_request' })
})
