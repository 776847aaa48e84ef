import t from 'tap'
import { statement } from '../../src/store/statement.ts'
import { answerOf, Browser, givenPerson, givenRp } from '../helpers/authorization.ts'
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
  const client_id = '/'.repeat(200)
  await givenRp(server, { client_id, metadata: { initiate_login_uri: INITIATE } })
  const longest = await browser.get(`${server.issuer}/launch/${encodeURIComponent(client_id)}`)
  t.equal(longest.headers.location, `${INITIATE}?iss=${iss}`)
})

t.test('Core §4: what an integration needs is passed on to the client, and nothing else', async (t) => {
  const server = await startServer(t)
  await givenRp(server, { metadata: { initiate_login_uri: INITIATE } })
  const browser = new Browser(server)
  const launch = (query: string) => browser.get(`${server.issuer}/launch/rp?${query}`)
  const asked = await launch('organization=org_1&connection=&state=x&ext-integration-id=a%26b')
  t.match(String(asked.headers.location), `${server.issuer}/sign-in/`)
  const { parameters } = (await server.db.all(allInteractions, {}))[0] ?? {}
  t.match(JSON.parse(parameters ?? '{}'), {
    return_to: 'launch/rp?ext-integration-id=a%26b&organization=org_1',
  })
  await browser.signIn(await givenPerson(server, 'ann'))
  const told = async (query: string) => answerOf(await launch(query))
  const iss = server.issuer
  t.same(await told('connection=staff&ext-integration-id=abc&organization=org_1&scope=openid'), {
    iss,
    'ext-integration-id': 'abc',
    connection: 'staff',
    organization: 'org_1',
  })
  t.same(await told('connection=&organization='), { iss }, 'an empty one is none')
  t.same(await told('iss=https%3A%2F%2Fevil.example'), { iss })
  t.match((await launch('connection=a&connection=b')).body, 'data-error="invalid_request"')
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
