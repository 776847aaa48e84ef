/**
 * U+0000, which SQLite stores and PostgreSQL refuses: a fault of the request on both, never of the server.
 */
import t from 'tap'
import { onBothDatabases } from '../helpers/databases.ts'
import { PUBLIC_URL, serverOn, testConfig } from '../helpers/fixtures.ts'
import { basic, givenApplication, post } from '../helpers/given.ts'

const ISSUER = '/api/oidc/default'
const NUL = 'a\0'

await onBothDatabases(t, 'RFC 6749 Appendix A: NUL is a character of no parameter', async (t, db) => {
  const server = await serverOn(db, testConfig())
  t.teardown(() => server.app.close())
  const browser = await givenApplication(server)

  t.match((await browser.authorize({ nonce: NUL })).headers.location, 'error=invalid_request')
  for (const url of [`${ISSUER}/authorize?client_id=%00`, `${ISSUER}/logout?client_id=%00`]) {
    t.equal((await browser.get(url)).statusCode, 400, url)
  }
  t.equal((await post(server, '/token', { client_id: NUL, client_secret: 'x' })).statusCode, 400)
  t.equal((await post(server, '/token', {}, basic('a%00', 'x'))).statusCode, 400)
  t.equal((await browser.get(`${ISSUER}/launch/a%00`)).statusCode, 400)
  const headers = { authorization: 'Bearer x' }
  const registration = await browser.send({ method: 'GET', url: `${ISSUER}/register/a%00`, headers })
  t.equal(registration.statusCode, 401)
  t.equal((await browser.get('/api/oidc/a%00/authorize')).statusCode, 404)
  t.equal((await browser.get('/api/oidc/a%00/.well-known/openid-configuration')).statusCode, 400)

  const waiting = String((await browser.authorize({ prompt: 'login' })).headers.location)
  const start = await browser.send({
    method: 'POST',
    url: `${ISSUER}/passcode/login/start`,
    headers: { origin: PUBLIC_URL },
    payload: { username: NUL, ke1: 'A'.repeat(128), interaction: waiting.split('/').at(-1) },
  })
  t.match(start.json(), { error: 'invalid_request' })

  const account = await browser.get(`${ISSUER}/account`)
  t.equal((await browser.submit(`${ISSUER}/account`, account.body, { name: NUL })).statusCode, 400)
})
