/**
 * Faults as pages: the right one for each, and nothing of ours in it.
 */
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { Browser, givenRp } from '../helpers/authorization.ts'
import { PUBLIC_URL, startServer, type TestServer } from '../helpers/fixtures.ts'

const kindOf = (body: string) => /data-error="([^"]+)"/.exec(body)?.[1]
const headingOf = (body: string) => /<h1>([^<]*)<\/h1>/.exec(body)?.[1]

/** The same page in another language: its address brings the whole request along. */
const LANGUAGES = /<nav class="languages"[\s\S]*?<\/nav>/

const authorize = (server: TestServer, query: string, tenant = 'default') =>
  server.app.inject(`/api/oidc/${tenant}/authorize?${query}`)

t.test('RFC 6749 §4.1.2.1: a client or redirect URI that is not known is answered with a page', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  await givenRp(server, { client_id: 'locked', locked: 1 })
  const pages = [
    ['client_id=nobody', 400, 'We don’t know this application', 'unauthorized_client'],
    ['client_id=locked', 400, 'We don’t know this application', 'unauthorized_client'],
    [
      'client_id=rp&redirect_uri=https://evil.example',
      400,
      'We can’t send you back safely',
      'invalid_request',
    ],
    ['', 400, 'The application asked in a way we can’t follow', 'invalid_request'],
  ] as const
  for (const [query, status, heading, code] of pages) {
    const reply = await authorize(server, query)
    t.equal(reply.statusCode, status, query)
    t.equal(headingOf(reply.body), heading, query)
    t.equal(kindOf(reply.body), code, query)
    t.equal(reply.headers.location, undefined, query)
    t.match(reply.body, /Northlight/)
    t.notMatch(reply.body.replace(LANGUAGES, ''), /evil|data-rule/, 'why is told in dev mode alone')
    t.notMatch(reply.body, /="[^"?]*evil/, 'nothing leads there')
  }
})

t.test('Error page: names the request, and when, for those who run the server', async (t) => {
  const server = await startServer(t)
  const { body, headers } = await authorize(server, 'client_id=nobody')
  t.match(body, /data-request-id="[A-Za-z0-9_-]{12}"/)
  t.match(body, '15 January 2027, 08:00 UTC')
  t.match(headers['content-security-policy'], /default-src 'none'/)
  t.equal(headers['cache-control'], 'no-store')
})

t.test('OpenID Connect Core 1.0 §16.15: a tenant that is not there has a page of nobody', async (t) => {
  const server = await startServer(t)
  const reply = await authorize(server, 'client_id=rp', 'none')
  t.equal(reply.statusCode, 404)
  t.equal(headingOf(reply.body), 'There is nothing here')
  t.match(reply.body, /<bdi>Vignette<\/bdi>/)
  t.notMatch(reply.body, /tenant\.css/)
  t.match(server.notices.at(-1), { flow: 'authorize', step: 'refused', rule: 'tenant-unknown' })
})

t.test('RFC 9110 §15.5.5: an address that is nothing has a page too', async (t) => {
  const { app } = await startServer(t)
  const reply = await app.inject({ url: '/none' })
  t.equal(reply.statusCode, 404)
  t.equal(kindOf(reply.body), 'not_found')
})

t.test('RFC 9700 §4.7: a forged form has a page that tells people of their cookies', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  const browser = new Browser(server)
  const reply = await browser.authorize()
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin: PUBLIC_URL }
  const url = `${String(reply.headers.location).replace(PUBLIC_URL, '')}/cancel`
  const forged = await browser.send({ method: 'POST', url, headers: form, payload: 'csrf_token=x' })
  t.equal(forged.statusCode, 400)
  t.equal(headingOf(forged.body), 'Your browser forgot where it was')
})

t.test(
  'OpenID Connect Core 1.0 §3.1.2.6: a fault of ours is no fault of theirs, and says no more',
  async (t) => {
    const server = await startServer(t)
    await givenRp(server)
    await server.db.execute('DROP TABLE client')
    const inTenant = await authorize(server, 'client_id=rp')
    await server.db.execute('DROP TABLE config_version')
    const inNone = await authorize(server, 'client_id=rp')
    for (const reply of [inTenant, inNone]) {
      t.equal(reply.statusCode, 500)
      t.equal(headingOf(reply.body), 'Something went wrong on our side')
      t.equal(kindOf(reply.body), 'server_error')
      t.notMatch(reply.body, /no such table/)
    }
    t.match(inTenant.body, `href="${PUBLIC_URL}/api/oidc/default/authorize?client_id=rp"`)
    t.match(inTenant.body, 'Try again')
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const url = '/api/oidc/default/authorize'
    const posted = await server.app.inject({ method: 'POST', url, headers, payload: 'client_id=rp' })
    t.equal(posted.statusCode, 500)
    t.notMatch(posted.body, 'class="main"', 'no link sends a form')
    t.match(inTenant.body, /Northlight/)
    t.match(inTenant.body, 'January 2027', 'when, in words')
    t.match(inNone.body, /<bdi>Vignette<\/bdi>/)
  },
)

t.test('RFC 9112 §3.2.2: a request for a whole address elsewhere finds nothing here', async (t) => {
  const server = await startServer(t)
  const address = new URL(await server.app.listen({ host: '127.0.0.1', port: 0 }))
  const reply = await statusLineOf(Number(address.port), 'GET http://evil.example/?a=b HTTP/1.1')
  t.match(reply, /^HTTP\/1\.1 404 /)
})

async function statusLineOf(port: number, line: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.end(`${line}\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`)
  return (await text(socket)).split('\r\n', 1)[0] ?? ''
}
