import t from 'tap'
import { findClient } from '../../../src/domain/clients/client.ts'
import { firstRefreshToken } from '../../../src/domain/tokens/first-refresh-token.ts'
import { givenRp } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'

t.test('Core §11: who may have a refresh token, with offline_access and without', async (t) => {
  const server = await startServer(t)
  await givenRp(server, { client_id: 'web' })
  await givenRp(server, { client_id: 'strict', metadata: { refresh_without_offline_access: false } })
  await givenRp(server, { client_id: 'spa', client_type: 'public' })
  await givenRp(server, { client_id: 'short', metadata: { grant_types: ['authorization_code'] } })
  const deps = await server.tenant()
  const got = async (client_id: string, words: string[]) => {
    const client = await findClient(deps, client_id)
    return client && firstRefreshToken(deps, client, new Set(words)) !== undefined
  }
  const found: unknown[] = []
  for (const client_id of ['web', 'strict', 'spa', 'short']) {
    found.push([client_id, await got(client_id, ['openid']), await got(client_id, ['offline_access'])])
  }
  t.same(found, [
    ['web', true, true],
    ['strict', false, true],
    ['spa', false, true],
    ['short', false, false],
  ])
})
