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

t.test('RFC 7591 §2: without a client, or a client_uri, there is no way on', async (t) => {
  t.equal(clientLink(undefined), undefined)
  t.equal(clientLink(clientWith({ client_name: 'Harbour Notes' })), undefined)
})
