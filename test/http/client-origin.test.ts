import t from 'tap'
import type { Client } from '../../src/domain/clients/client.ts'
import { homeOfClient, hostOfClient, selfRegisteredHost } from '../../src/http/client-origin.ts'

const clientOf = (origin: Client['origin'], client_id = 'rp') =>
  ({ origin, client_id, metadata: { client_uri: 'https://bank.example' } }) as Client

const REDIRECT = 'https://app.example:8443/cb'

t.test('RFC 7591 §5: what an administrator stated is shown', async (t) => {
  t.equal(hostOfClient(clientOf(null), REDIRECT), 'bank.example')
  const bare = { ...clientOf(null), metadata: {} } as Client
  t.equal(hostOfClient(bare, REDIRECT), 'app.example:8443')
  t.equal(hostOfClient(bare, 'com.example.app:/cb'), undefined)
  t.equal(selfRegisteredHost(clientOf(null), REDIRECT), undefined)
})

t.test('RFC 7591 §5: of one that registered itself where it sends people back to', async (t) => {
  for (const origin of ['open', 'token'] as const) {
    t.equal(hostOfClient(clientOf(origin), REDIRECT), 'app.example:8443')
    t.equal(selfRegisteredHost(clientOf(origin), REDIRECT), 'app.example:8443')
    t.equal(selfRegisteredHost(clientOf(origin), 'com.example.app:/cb'), 'com.example.app')
  }
})

t.test('OAuth Client ID Metadata Document §6.4: of one with a document where that comes from', async (t) => {
  const client = clientOf('document', 'https://tools.example/client.json')
  t.equal(hostOfClient(client, 'http://127.0.0.1/cb'), 'tools.example')
  t.equal(selfRegisteredHost(client, 'http://127.0.0.1:1/cb'), '127.0.0.1:1')
})

t.test('RFC 7591 §5: so it is where nobody is sent back', async (t) => {
  t.equal(homeOfClient(clientOf(null)), 'bank.example')
  t.equal(homeOfClient({ ...clientOf(null), metadata: { redirect_uris: [REDIRECT] } } as Client), undefined)
  const open = { ...clientOf('open'), metadata: { redirect_uris: [REDIRECT] } } as Client
  t.equal(homeOfClient(open), 'app.example:8443')
  t.equal(homeOfClient({ ...open, metadata: { redirect_uris: [] as string[] } } as Client), undefined)
})
