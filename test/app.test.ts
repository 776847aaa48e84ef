/**
 * The server as a whole: what holds for every endpoint.
 */
import { once } from 'node:events'
import { get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect, type SecureVersion, type TLSSocket } from 'node:tls'
import t from 'tap'
import { buildApp } from '../src/app.ts'
import { selfSigned } from './helpers/certificate.ts'
import { startServer } from './helpers/fixtures.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

t.test('App: a body larger than any protocol message is refused', async (t) => {
  const { app } = await startServer(t)
  const send = (length: number) =>
    app.inject({
      method: 'POST',
      url: '/api/oidc/default/authorize',
      headers: FORM,
      payload: `client_id=${'x'.repeat(length)}`,
    })
  const [small, large] = [await send(1000), await send(70_000)]
  t.equal(small.statusCode, 400)
  t.match(small.body, 'unauthorized_client')
  t.equal(large.statusCode, 400)
  t.match(large.body, 'invalid_request')
})

t.test('App: a request that never ends is not waited for', async (t) => {
  const { deps } = await startServer(t)
  const app = await buildApp(deps)
  t.teardown(() => app.close())
  t.match(app.server, { requestTimeout: 30_000, headersTimeout: 30_000 })
})

t.test('RFC 6749 §3.1: one parser for queries and forms', async (t) => {
  const { app, notices } = await startServer(t)
  const payload = 'client_id=a&client_id=b'
  await app.inject(`/api/oidc/default/authorize?${payload}`)
  await app.inject({ method: 'POST', url: '/api/oidc/default/authorize', headers: FORM, payload })
  t.match(notices, [{ rule: 'parameter-repeated' }, { rule: 'parameter-repeated' }])
})

t.test('App: a request has an id that we made, whatever was sent', async (t) => {
  const { app, notices } = await startServer(t)
  const headers = { 'request-id': 'theirs', 'x-request-id': 'theirs' }
  await app.inject({ url: '/api/oidc/default/authorize', headers })
  await app.inject({ url: '/api/oidc/default/authorize', headers })
  const ids = notices.map(({ request_id }) => request_id)
  for (const id of ids) t.match(id, /^[A-Za-z0-9_-]{12}$/)
  t.equal(new Set(ids).size, 2)
})

t.test('App: a command may add to it', async (t) => {
  const { deps } = await startServer(t)
  const app = await buildApp(deps, {
    plugins: [
      async (added, { assets }) => {
        added.get('/added', () => assets.hash)
      },
    ],
  })
  t.teardown(() => app.close())
  t.match((await app.inject('/added')).body, /^[A-Za-z0-9_-]{16}$/)
})

t.test('App: a proxy is believed where it is trusted', async (t) => {
  const headers = { 'x-forwarded-for': '192.0.2.9' }
  for (const [trust_proxy, ip] of [
    [false, '127.0.0.1'],
    ['loopback', '192.0.2.9'],
    ['10.0.0.1', '127.0.0.1'],
  ] as const) {
    const { deps } = await startServer(t, { trust_proxy })
    const app = await buildApp(deps, {
      plugins: [async (added) => void added.get('/ip', (request) => request.ip)],
    })
    t.teardown(() => app.close())
    t.equal((await app.inject({ url: '/ip', headers })).body, ip, String(trust_proxy))
  }
})

t.test('RFC 9325 §3.1.1: TLS of its own is 1.2 or 1.3', async (t) => {
  const { deps } = await startServer(t)
  const tls = selfSigned('localhost')
  const app = await buildApp(deps, { tls })
  t.teardown(() => app.close())
  t.match(app.server, { requestTimeout: 30_000, headersTimeout: 30_000 })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const trusting = { port, host: '127.0.0.1', servername: 'localhost', ca: tls.cert }
  const request = get({ ...trusting, path: '/healthz', agent: false })
  const [reply] = await once(request, 'response')
  t.equal(reply.statusCode, 200)
  t.equal((reply.socket as TLSSocket).getProtocol(), 'TLSv1.3')
  reply.destroy()
  const only = (version: SecureVersion) =>
    connect({ ...trusting, minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' })
  const older = only('TLSv1.2')
  await once(older, 'secureConnect')
  older.destroy()
  for (const version of ['TLSv1', 'TLSv1.1'] as const) await t.rejects(once(only(version), 'secureConnect'))
})
