/**
 * The authorization response: where it goes and what it carries.
 */
import t from 'tap'
import { withQuery } from '../../src/http/authorization-response.ts'
import { answerOf, Browser, givenPerson, givenRp, REDIRECT_URI } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'

async function givenSignedIn(t: Parameters<typeof startServer>[0]) {
  const server = await startServer(t)
  await givenRp(server)
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ada'))
  return { server, browser }
}

t.test('RFC 6749 §3.1.2: a registered query stays as it is, byte for byte', async (t) => {
  const fields = { code: 'a b', iss: 'https://x' }
  const added = 'code=a+b&iss=https%3A%2F%2Fx'
  t.equal(withQuery('https://rp.example/cb', fields), `https://rp.example/cb?${added}`)
  t.equal(withQuery('https://rp.example/cb?', fields), `https://rp.example/cb?${added}`)
  t.equal(withQuery('https://rp.example/cb?x=%7e&y', fields), `https://rp.example/cb?x=%7e&y&${added}`)
  t.equal(withQuery('https://rp.example/cb?x&', fields), `https://rp.example/cb?x&${added}`)
  t.equal(withQuery('com.example.app:/cb', fields), `com.example.app:/cb?${added}`)
})

t.test('RFC 6749 §4.1.2, RFC 9207 §2: code, state and iss, by 303 and kept nowhere', async (t) => {
  const { server, browser } = await givenSignedIn(t)
  const reply = await browser.authorize({ state: 'a&b=c é' })
  t.equal(reply.statusCode, 303)
  t.equal(reply.headers['cache-control'], 'no-store')
  t.match(answerOf(reply), { code: /^[A-Za-z0-9_-]{64}$/, state: 'a&b=c é', iss: server.issuer })
  t.equal('state' in answerOf(await browser.authorize({ state: undefined })), false)
  t.match(server.notices.at(-1), { flow: 'authorize', step: 'code-issued', client_id: 'rp' })
})

t.test('RFC 6749 §4.1.2.1: a refusal goes the same way, and says why', async (t) => {
  const { server, browser } = await givenSignedIn(t)
  const reply = await browser.authorize({ response_type: 'none' })
  t.match(String(reply.headers.location), REDIRECT_URI)
  t.match(answerOf(reply), {
    error: 'unsupported_response_type',
    error_description: 'response_type is not supported.',
    state: 'af0ifjsldkj',
    iss: server.issuer,
  })
  t.match(server.notices.at(-1), { step: 'refused', rule: 'response-type-unsupported', client_id: 'rp' })
})

t.test('RFC 6749 §4.1.2.1: a fault of ours goes on a page, and nowhere else', async (t) => {
  const { server, browser } = await givenSignedIn(t)
  await server.db.execute('DROP TABLE authorization_code')
  const reply = await browser.authorize()
  t.equal(reply.statusCode, 500)
  t.equal(reply.headers.location, undefined)
})
