import t from 'tap'
import { authenticateClient } from '../../../src/domain/clients/client-authentication.ts'
import type { Parameters } from '../../../src/domain/parameters.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { givenClient, SECRET } from '../../helpers/given.ts'

const basicOf = (client_id: string, client_secret: string) => ({ client_id, client_secret })
const posted = (client_id: string, client_secret?: string): Parameters => ({ client_id, client_secret })

t.test('RFC 6749 §2.3: which ways a client may authenticate in', async (t) => {
  const server = await startServer(t)
  await givenClient(server)
  await givenClient(server, { client_id: 'locked', locked: 1 })
  await givenClient(server, { client_id: 'app', client_type: 'public' })
  for (const method of ['client_secret_basic', 'client_secret_post', 'none']) {
    await givenClient(server, { client_id: method, metadata: { token_endpoint_auth_method: method } })
  }
  await givenClient(server, { client_id: 'elsewhere', tenant_id: 'other' })
  const deps = await server.tenant()
  const asks = (basic: ReturnType<typeof basicOf> | undefined, parameters: Parameters) =>
    authenticateClient(deps, { basic, parameters })

  const accepted: [string, ReturnType<typeof basicOf> | undefined, Parameters, string][] = [
    ['Basic, where both are accepted', basicOf('rp', SECRET), {}, 'client_secret_basic'],
    ['Basic, with client_id beside it', basicOf('rp', SECRET), { client_id: 'rp' }, 'client_secret_basic'],
    ['post, where both are accepted', undefined, posted('rp', SECRET), 'client_secret_post'],
    ['Basic, registered', basicOf('client_secret_basic', SECRET), {}, 'client_secret_basic'],
    ['post, registered', undefined, posted('client_secret_post', SECRET), 'client_secret_post'],
    ['none, of a public client', undefined, posted('app'), 'none'],
    ['none, registered', undefined, posted('none'), 'none'],
  ]
  for (const [title, basic, parameters, method] of accepted) {
    t.equal((await asks(basic, parameters)).method, method, title)
  }

  const refused: [string, ReturnType<typeof basicOf> | undefined, Parameters, string, string][] = [
    ['wrong secret by Basic', basicOf('rp', 'wrong'), {}, 'invalid_client', 'client-secret-wrong'],
    ['wrong secret by post', undefined, posted('rp', 'wrong'), 'invalid_client', 'client-secret-wrong'],
    ['no secret', undefined, posted('rp'), 'invalid_client', 'authentication-method-unregistered'],
    [
      'a secret of a public client',
      undefined,
      posted('app', SECRET),
      'invalid_client',
      'authentication-method-unregistered',
    ],
    [
      'Basic instead of post',
      basicOf('client_secret_post', SECRET),
      {},
      'invalid_client',
      'authentication-method-unregistered',
    ],
    ['unknown', undefined, posted('nobody', SECRET), 'invalid_client', 'client-unknown'],
    ['of another tenant', undefined, posted('elsewhere', SECRET), 'invalid_client', 'client-unknown'],
    ['locked', undefined, posted('locked', SECRET), 'invalid_client', 'client-locked'],
    ['nobody at all', undefined, {}, 'invalid_client', 'client-unnamed'],
    ['a secret of nobody', undefined, { client_secret: SECRET }, 'invalid_client', 'client-unnamed'],
    [
      'two ways at once',
      basicOf('rp', SECRET),
      posted('rp', SECRET),
      'invalid_request',
      'authentication-methods-mixed',
    ],
    ['two clients at once', basicOf('rp', SECRET), posted('app'), 'invalid_request', 'client-id-differs'],
    [
      'a secret twice',
      undefined,
      { client_id: 'rp', client_secret: [SECRET, SECRET] },
      'invalid_request',
      'parameter-repeated',
    ],
  ]
  for (const [title, basic, parameters, code, reason] of refused) {
    await t.rejects(asks(basic, parameters), { code, reason }, title)
  }
})
