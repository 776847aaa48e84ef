/**
 * Request objects by reference: fetched, and kept by their hash.
 */
import t, { type Test } from 'tap'
import { clientNetwork } from '../../../../src/domain/authentication/client-address.ts'
import { chargeWindow } from '../../../../src/domain/authentication/window-limit.ts'
import {
  FETCH_LIMIT,
  fetchRequestObject,
} from '../../../../src/domain/authorization/request-object/request-uri.ts'
import { findClient } from '../../../../src/domain/clients/client.ts'
import { sha256 } from '../../../../src/primitives/digest.ts'
import { answerOf, Browser, givenPerson, givenRp } from '../../../helpers/authorization.ts'
import { startServer } from '../../../helpers/fixtures.ts'
import { objectServer, REACHES_OBJECTS, signingClient } from '../../../helpers/request-object.ts'

const hashOf = (text: string) => sha256(text).toString('base64url')

async function scene(t: Test, registered = (uri: string) => [uri]) {
  const server = await startServer(t, REACHES_OBJECTS)
  const [place, client] = [await objectServer(t), await signingClient()]
  await givenRp(server, { metadata: { jwks: client.jwks, request_uris: registered(place.uri) } })
  const deps = await server.tenant()
  const found = await findClient(deps, 'rp')
  if (!found) throw new Error('no client')
  const tell = (text: string) => place.answer((_, reply) => reply.end(text))
  return { server, place, client, tell, read: (uri: string) => fetchRequestObject(deps, found, uri) }
}

t.test('RFC 9101 §5.2: a request by reference, whole', async (t) => {
  const { server, place, client, tell } = await scene(t)
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ada'))
  tell(`${await client.sign()}\n`)
  const query = new URLSearchParams({ client_id: 'rp', request_uri: place.uri })
  const reply = await browser.send({ url: `/api/oidc/default/authorize?${query}` })
  t.match(answerOf(reply), { code: /./, state: 'inside' })
  t.match(place.asked, [{ accept: /^application\/oauth-authz-req\+jwt/ }])
})

t.test('RFC 9101 §10.4.1: so much is fetched for one network, and no more', async (t) => {
  const { server, place, tell } = await scene(t)
  tell('x')
  const network = clientNetwork('127.0.0.1')
  const deps = await server.tenant()
  await server.db.transaction(async (tx) => {
    for (let each = 0; each < FETCH_LIMIT.most; each += 1) await chargeWindow(deps, tx, FETCH_LIMIT, network)
  })
  const come = () => new Browser(server).authorize({ request_uri: place.uri })
  t.match(answerOf(await come()), { error: 'temporarily_unavailable' })
  t.equal(place.asked.length, 0)
  server.clock.seconds += FETCH_LIMIT.window
  t.match(answerOf(await come()), { error: 'invalid_request_object' })
  t.equal(place.asked.length, 1)
})

t.test('Core §6.2: without a fragment it is fetched each time', async (t) => {
  const { place, tell, read } = await scene(t)
  tell('first')
  t.equal(await read(place.uri), 'first')
  tell('second')
  t.equal(await read(place.uri), 'second')
})

t.test('Core §6.2: with its hash as fragment it is fetched once', async (t) => {
  const { place, tell, read } = await scene(t)
  tell(' kept ')
  const uri = `${place.uri}#${hashOf(' kept ')}`
  t.equal(await read(uri), 'kept')
  tell('another')
  t.equal(await read(uri), 'kept')
  t.equal(place.asked.length, 1)
  t.equal(await read(`${place.uri}#${hashOf('another')}`), 'another', 'a new fragment is a new object')
  t.equal(place.asked.length, 2)
})

t.test('Core §6.2: a fragment that is no hash of it keeps nothing', async (t) => {
  const { place, tell, read } = await scene(t)
  const uri = `${place.uri}#${hashOf('something else')}`
  tell('one')
  t.equal(await read(uri), 'one')
  tell('two')
  t.equal(await read(uri), 'two')
})

t.test('Registration §2: the fragment of a registered address may be another one', async (t) => {
  const { place, tell, read } = await scene(t, (uri) => [`${uri}#${hashOf('old')}`])
  tell('fine')
  t.equal(await read(place.uri), 'fine')
  t.equal(await read(`${place.uri}#${hashOf('new')}`), 'fine')
  await t.rejects(read(`${place.uri}/other#${hashOf('old')}`), {
    code: 'invalid_request_uri',
    reason: 'request-uri-unregistered',
  })
})

t.test('RFC 9101 §10.4.1: only so many are kept, the oldest goes first', async (t) => {
  const { place, read } = await scene(t)
  let text = ''
  place.answer((_, reply) => reply.end(text))
  const keep = async (next: string) => {
    text = next
    await read(`${place.uri}#${hashOf(next)}`)
  }
  await keep('the first one')
  for (let count = 0; count < 200; count += 1) await keep(`object ${count}`)
  const before = place.asked.length
  await keep('object 199')
  t.equal(place.asked.length, before, 'the newest is kept')
  await keep('the first one')
  t.equal(place.asked.length, before + 1, 'the oldest is not')
})
