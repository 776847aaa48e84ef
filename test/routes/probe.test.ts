import t from 'tap'
import { makeProbe } from '../../src/domain/health/probe.ts'
import { START, startServer } from '../helpers/fixtures.ts'

const URL = '/healthz/request'

t.test('RFC 7239 §8.3: how a request arrived is told to nobody but the administrator', async (t) => {
  const { app, deps } = await startServer(t)
  const { authorization: _, ...known } = { authorization: makeProbe(deps), 'x-forwarded-for': '192.0.2.7' }
  for (const headers of [known, { ...known, authorization: 'Probe 1800000060.AAAA' }]) {
    const reply = await app.inject({ url: URL, headers })
    t.equal(reply.statusCode, 404)
    t.same(reply.json(), { status: 'not found' })
  }
})

t.test(
  'RFC 7239 §5.2: the administrator learns who sent it, and whom it is taken to come from',
  async (t) => {
    for (const [trust_proxy, address, is_believed] of [
      [false, '127.0.0.1', false],
      ['10.0.0.1', '127.0.0.1', false],
      ['loopback', '198.51.100.9', true],
    ] as const) {
      const { app, deps } = await startServer(t, { trust_proxy })
      const headers = { authorization: makeProbe(deps), host: 'login.example.org' }
      const reply = await app.inject({ url: URL, headers })
      t.equal(reply.headers['cache-control'], 'no-store')
      const direct = {
        now: START,
        peer: '127.0.0.1',
        address: '127.0.0.1',
        is_believed: false,
        host: 'login.example.org',
      }
      t.same(reply.json(), direct)
      const forwarded_for = '192.0.2.77, 198.51.100.9'
      const proxied = await app.inject({
        url: URL,
        headers: { ...headers, 'x-forwarded-for': forwarded_for, 'x-forwarded-host': 'elsewhere' },
      })
      const forwarded_host = 'elsewhere'
      t.same(proxied.json(), { ...direct, address, is_believed, forwarded_for, forwarded_host })
    }
  },
)
