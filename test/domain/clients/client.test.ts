/**
 * A client: what is known of it, and where its answers may go.
 */
import t from 'tap'
import {
  clientName,
  clientOf,
  findClient,
  idTokenAlg,
  isRegisteredRedirectUri,
  ttlOf,
} from '../../../src/domain/clients/client.ts'
import { insertClient } from '../../../src/store/clients.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { clientRow } from '../../helpers/store-rows.ts'

const clientWith = (metadata: object) => clientOf(clientRow({ metadata: JSON.stringify(metadata) }))

t.test('RFC 6749 §2: a client of a row', async (t) => {
  t.match(clientOf(clientRow()), {
    tenant_id: 'default',
    client_id: 'rp',
    client_type: 'confidential',
    secret: { kind: 'sha256', hash: 'hash' },
    locked: false,
    metadata: { redirect_uris: [], response_types: ['code'], first_party: false },
  })
  t.equal(clientOf(clientRow({ locked: 1 })).locked, true)
  t.equal(clientOf(clientRow({ secret_kind: null, secret_hash: null })).secret, undefined)
  t.equal(clientOf(clientRow({ secret_hash: null })).secret, undefined)
})

t.test('RFC 6749 §2.2: a client is known in its tenant alone', async (t) => {
  const server = await startServer(t)
  await server.db.run(insertClient, clientRow())
  const found = await findClient(await server.tenant(), 'rp')
  t.match(found, { client_id: 'rp' })
  t.equal(await findClient(await server.tenant(), 'rp'), found)
  t.equal(await findClient(await server.tenant('other'), 'rp'), undefined)
  t.equal(await findClient(await server.tenant(), 'none'), undefined)
  await server.db.run(bumpConfigVersion, {})
  t.not(await findClient(await server.tenant(), 'rp'), found)
})

t.test('OpenID Connect Registration 1.0 §2: people are shown its name, or else its identifier', async (t) => {
  t.equal(clientName(clientWith({ client_name: 'Harbour Notes' })), 'Harbour Notes')
  t.equal(clientName(clientWith({})), 'rp')
})

t.test('RFC 6749 §3.1.2.3: a redirect URI is compared byte for byte', async (t) => {
  const client = clientWith({ redirect_uris: ['https://rp.example/cb?a=b', 'com.example.app:/cb'] })
  t.ok(isRegisteredRedirectUri(client, 'https://rp.example/cb?a=b'))
  t.ok(isRegisteredRedirectUri(client, 'com.example.app:/cb'))
  const others = [
    'https://rp.example/cb',
    'https://rp.example/cb?a=b&c=d',
    'https://rp.example/cb?a=b#',
    'https://rp.example:443/cb?a=b',
    'https://RP.example/cb?a=b',
    'https://rp.example/x/../cb?a=b',
    'http://rp.example/cb?a=b',
    'com.example.app:/cb/',
    '',
  ]
  for (const uri of others) t.notOk(isRegisteredRedirectUri(client, uri), uri)
})

t.test('RFC 8252 §7.3: the port of a loopback address may be any', async (t) => {
  const client = clientWith({
    redirect_uris: ['http://127.0.0.1/cb?x=1', 'http://[::1]:7000/cb', 'http://127.0.0.1'],
  })
  const same = [
    'http://127.0.0.1/cb?x=1',
    'http://127.0.0.1:1/cb?x=1',
    'http://127.0.0.1:65535/cb?x=1',
    'http://[::1]/cb',
    'http://[::1]:50000/cb',
    'http://127.0.0.1:8080',
  ]
  for (const uri of same) t.ok(isRegisteredRedirectUri(client, uri), uri)
  const others = [
    'http://127.0.0.1:8080/cb?x=2',
    'http://127.0.0.1:8080/cb',
    'http://[::1]:8080/cb?x=1',
    'http://127.0.0.2:8080/cb?x=1',
    'http://localhost:8080/cb?x=1',
    'https://127.0.0.1:8080/cb?x=1',
    'http://127.0.0.1:99999/cb?x=1',
    'http://127.0.0.1:123456/cb?x=1',
    'http://127.0.0.1:80@evil.example/cb?x=1',
    'http://127.0.0.1:80@evil.example',
    'http://127.0.0.1.evil.example',
    'http://127.0.0.1:/cb?x=1',
    'http://127.0.0.1:8080#',
  ]
  for (const uri of others) t.notOk(isRegisteredRedirectUri(client, uri), uri)
})

t.test('RFC 8252 §7.3: a registered name or https address has its port', async (t) => {
  const client = clientWith({ redirect_uris: ['http://localhost:3000/cb', 'https://127.0.0.1:3000/cb'] })
  t.ok(isRegisteredRedirectUri(client, 'http://localhost:3000/cb'))
  t.notOk(isRegisteredRedirectUri(client, 'http://localhost:3001/cb'))
  t.notOk(isRegisteredRedirectUri(client, 'https://127.0.0.1:3001/cb'))
})

t.test(
  'OpenID Connect Registration 1.0 §2: its own algorithm and lifetimes, else those of its tenant',
  async (t) => {
    const { tenant } = await (await startServer(t)).tenant()
    t.equal(idTokenAlg(clientWith({}), tenant), 'RS256')
    t.equal(idTokenAlg(clientWith({ id_token_signed_response_alg: 'ES256' }), tenant), 'ES256')
    t.equal(ttlOf(clientWith({}), tenant.policy, 'code_ttl'), 60)
    t.equal(ttlOf(clientWith({ code_ttl: 30 }), tenant.policy, 'code_ttl'), 30)
  },
)
