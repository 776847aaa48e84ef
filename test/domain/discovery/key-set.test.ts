import t from 'tap'
import { keySet } from '../../../src/domain/discovery/key-set.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { givenApplication, givenTokens } from '../../helpers/given.ts'

t.test('RFC 7517 §5: the keys of a tenant, its default algorithm first', async (t) => {
  const server = await startServer(t)
  const metadata = { id_token_signed_response_alg: 'EdDSA' }
  await givenTokens(server, await givenApplication(server, { metadata }))
  const { keys } = await keySet(await server.tenant())
  t.same(
    keys.map(({ alg }) => alg),
    ['ES256', 'EdDSA'],
  )
  const elsewhere = await keySet(await server.tenant('other'))
  t.not(elsewhere.keys[0]?.['kid'], keys[0]?.['kid'], 'each tenant has its own')
})
