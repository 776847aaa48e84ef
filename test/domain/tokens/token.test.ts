import t from 'tap'
import { startServer } from '../../helpers/fixtures.ts'
import {
  givenApplication,
  givenClient,
  givenCode,
  redemption,
  refreshing,
  request,
} from '../../helpers/given.ts'

t.test('RFC 6749 §5.2: what is wrong with a request before any grant is looked at', async (t) => {
  const server = await startServer(t)
  const code = await givenCode(await givenApplication(server))
  await givenClient(server, { client_id: 'codes', metadata: { grant_types: ['authorization_code'] } })
  const wrong: [string, Record<string, string | undefined>, string, string][] = [
    ['no grant_type', { grant_type: undefined }, 'invalid_request', 'parameter-missing'],
    ['unknown grant_type', { grant_type: 'password' }, 'unsupported_grant_type', 'grant-type-unsupported'],
    [
      'a name every object has',
      { grant_type: 'toString' },
      'unsupported_grant_type',
      'grant-type-unsupported',
    ],
    ['another tenant_id', { tenant_id: 'other' }, 'invalid_request', 'tenant-id-differs'],
    ['a wrong secret', { client_secret: 'wrong' }, 'invalid_client', 'client-secret-wrong'],
  ]
  for (const [title, instead, error, reason] of wrong) {
    await t.rejects(request(server, redemption(code, instead)), { code: error, reason }, title)
  }
  const unregistered = refreshing('token', { client_id: 'codes' })
  await t.rejects(request(server, unregistered), {
    code: 'unauthorized_client',
    reason: 'grant-type-unregistered',
  })
  t.ok(await request(server, redemption(code, { tenant_id: 'default' })), 'none of which spent the code')
})

t.test('RFC 6749 §5.1: a success is noticed with its client, never with a token', async (t) => {
  const server = await startServer(t)
  await request(server, redemption(await givenCode(await givenApplication(server))))
  t.match(server.notices.at(-1), { flow: 'token', step: 'authorization_code', client_id: 'rp' })
})
