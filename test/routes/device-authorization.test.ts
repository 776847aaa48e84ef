import t from 'tap'
import { DEVICE_CODE_GRANT } from '../../src/domain/clients/client-metadata.ts'
import { allDeviceCodes, askAsDevice, givenTv, TV } from '../helpers/device.ts'
import { startServer } from '../helpers/fixtures.ts'
import { basic, givenClient, post, SECRET } from '../helpers/given.ts'

t.test(
  'RFC 8628 §3.2: the answer is JSON that nothing keeps, with these members and no others',
  async (t) => {
    const server = await startServer(t)
    await givenTv(server)
    const reply = await post(server, '/device_authorization', { client_id: 'tv' })
    t.equal(reply.statusCode, 200)
    t.match(reply.headers, {
      'content-type': /^application\/json/,
      'cache-control': 'no-store',
      pragma: 'no-cache',
    })
    t.notOk('access-control-allow-origin' in reply.headers)
    t.same(Object.keys(reply.json()), [
      'device_code',
      'user_code',
      'verification_uri',
      'verification_uri_complete',
      'expires_in',
      'interval',
    ])
  },
)

t.test('RFC 8628 §3.1: a confidential client proves itself as at the token endpoint', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  const metadata = { ...TV.metadata, grant_types: [DEVICE_CODE_GRANT] }
  await givenClient(server, { client_id: 'box', metadata })
  t.ok(await askAsDevice(server, { client_id: 'box', client_secret: SECRET }))
  const reply = await post(server, '/device_authorization', { scope: 'openid' }, basic('box', SECRET))
  t.equal(reply.statusCode, 200)
  t.match(await server.db.all(allDeviceCodes, {}), [
    { client_id: 'box' },
    { client_id: 'box', scope: 'openid' },
  ])
})

t.test('RFC 8628 §5.1: no code comes twice', async (t) => {
  const server = await startServer(t)
  await givenTv(server)
  const asked = await Promise.all(Array.from({ length: 20 }, () => askAsDevice(server)))
  t.equal(new Set(asked.map(({ user_code }) => user_code)).size, 20)
  t.equal(new Set(asked.map(({ device_code }) => device_code)).size, 20)
})
