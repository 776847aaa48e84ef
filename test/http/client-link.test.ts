import t from 'tap'
import { clientOf } from '../../src/domain/clients/client.ts'
import { clientLink } from '../../src/http/client-link.ts'
import { clientRow } from '../helpers/store-rows.ts'

const clientWith = (metadata: object) => clientOf({ ...clientRow(), metadata: JSON.stringify(metadata) })

t.test(
  'RFC 7591 §2: the way on to a client is its client_uri, under the name it has for people',
  async (t) => {
    const client_uri = 'https://app.example.org'
    t.same(clientLink(clientWith({ client_uri, client_name: 'Harbour Notes' })), {
      url: client_uri,
      client_name: 'Harbour Notes',
    })
    t.same(clientLink(clientWith({ client_uri })), { url: client_uri, client_name: clientRow().client_id })
  },
)

t.test('RFC 7591 §2: without a client_uri it is the site that people are sent back to', async (t) => {
  const leadsTo = (...redirect_uris: string[]) => clientLink(clientWith({ redirect_uris }))?.url
  t.equal(leadsTo('https://app.example.org:8443/cb?x=1'), 'https://app.example.org:8443/')
  t.equal(leadsTo('org.example.app:/cb', 'https://app.example.org/cb'), 'https://app.example.org/')
  t.equal(leadsTo('org.example.app:/cb', 'http://127.0.0.1/cb', 'http://localhost:8080/cb'), undefined)
})

t.test('RFC 7591 §2: without a client, or anything of that, there is no way on', async (t) => {
  t.equal(clientLink(undefined), undefined)
  t.equal(clientLink(clientWith({ client_name: 'Harbour Notes' })), undefined)
})
