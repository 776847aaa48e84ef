import t from 'tap'
import { buildDevApp } from '../../src/dev/dev.ts'
import { startServer } from '../helpers/fixtures.ts'

t.test(
  'RFC 6265 §4.1.2.5: over https the cookie is secure, and it is for the demo application alone',
  async (t) => {
    for (const [public_url, secure] of [
      ['https://login.example.org', true],
      ['http://localhost:3000', undefined],
    ] as const) {
      const { deps } = await startServer(t, { public_url })
      const app = await buildDevApp(deps, {
        demo: { issuer: public_url, client_id: 'demo' },
        person: undefined,
      })
      t.teardown(() => app.close())
      const { cookies } = await app.inject({ url: '/demo/callback' })
      t.equal(cookies.length, 1)
      t.match(cookies[0], { name: 'vignette.demo', path: '/demo', httpOnly: true, sameSite: 'Lax' })
      t.equal(cookies[0]?.secure, secure)
    }
  },
)
