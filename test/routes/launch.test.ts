import t from 'tap'
import { statement } from '../../src/store/statement.ts'
import { Browser, givenPerson, givenRp } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'

const allInteractions = statement((q) => q.selectFrom('interaction').selectAll())

const INITIATE = 'https://rp.example/login'

t.test('Core §4: a sign-in begins here for whoever is signed in, and goes on at the client', async (t) => {
  const server = await startServer(t)
  await givenRp(server, { metadata: { initiate_login_uri: INITIATE } })
  await givenRp(server, {
    client_id: 'https://a.example/b',
    metadata: { initiate_login_uri: `${INITIATE}?a=1` },
  })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ann'))
  const iss = encodeURIComponent(server.issuer)
  const reply = await browser.get(`${server.issuer}/launch/rp`)
  t.equal(reply.statusCode, 303)
  t.equal(reply.headers.location, `${INITIATE}?iss=${iss}`)
  const other = await browser.get(`${server.issuer}/launch/${encodeURIComponent('https://a.example/b')}`)
  t.equal(other.headers.location, `${INITIATE}?a=1&iss=${iss}`)
})

t.test('Core §4: whoever is not signed in is asked first, and comes back', async (t) => {
  const server = await startServer(t)
  await givenRp(server, { client_id: 'a/b', metadata: { initiate_login_uri: INITIATE } })
  const browser = new Browser(server)
  const asked = await browser.get(`${server.issuer}/launch/a%2Fb`)
  t.match(String(asked.headers.location), `${server.issuer}/sign-in/`)
  const { parameters } = (await server.db.all(allInteractions, {}))[0] ?? {}
  t.match(JSON.parse(parameters ?? '{}'), { return_to: 'launch/a%2Fb' })
})

t.test('Core §4: a client that begins none, is locked or unknown, is not known on a page', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  await givenRp(server, { client_id: 'locked', locked: 1, metadata: { initiate_login_uri: INITIATE } })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ann'))
  for (const client_id of ['rp', 'locked', 'nobody']) {
    const reply = await browser.get(`${server.issuer}/launch/${client_id}`)
    t.equal(reply.statusCode, 400, client_id)
    t.match(reply.body, 'data-error="unauthorized_client"')
    t.equal(reply.headers.location, undefined)
  }
})
