/**
 * The browser cookie: made once, then kept.
 */
import t from 'tap'
import { givenRp } from '../helpers/authorization.ts'
import { startServer, type TestServer } from '../helpers/fixtures.ts'

const NAME = 'vignette.default.browser'
const QUERY = 'client_id=rp&response_type=code&redirect_uri=https%3A%2F%2Frp.example%2Fcallback&scope=openid'

async function browserSetBy({ app }: TestServer, cookie = ''): Promise<string | undefined> {
  const reply = await app.inject({ url: `/api/oidc/default/authorize?${QUERY}`, headers: { cookie } })
  return reply.cookies.find(({ name }) => name === NAME)?.value
}

t.test('RFC 9700 §4.7: a browser gets 256 bits of its own at its first request', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  const values = [await browserSetBy(server), await browserSetBy(server)]
  for (const value of values) t.match(value, /^[A-Za-z0-9_-]{43}$/)
  t.equal(new Set(values).size, 2)
})

t.test('RFC 9700 §4.7: and keeps it', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  t.equal(await browserSetBy(server, `${NAME}=${await browserSetBy(server)}`), undefined)
})

t.test('RFC 9700 §4.7: a value that we never made is replaced', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  for (const value of ['x', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}*`]) {
    t.match(await browserSetBy(server, `${NAME}=${value}`), /^[A-Za-z0-9_-]{43}$/, value)
  }
})
