import t from 'tap'
import { devServer, textOf } from '../helpers/dev-server.ts'

const authorizeUrl = (parameters: Record<string, string>) =>
  `/api/oidc/default/authorize?${new URLSearchParams({ response_type: 'code', scope: 'openid', client_id: 'demo', ...parameters })}`

const idOf = (page: string) => /data-request-id="([^"]+)"/.exec(page)?.[1] ?? ''

t.test(
  'RFC 9700 §2.1: the error page names the rule that refused, and the command that would change it',
  async (t) => {
    const { app, url } = await devServer(t)
    const { payload } = await app.inject(authorizeUrl({ redirect_uri: `${url}/demo/callback/` }))
    t.match(payload, 'data-rule="redirect-uri-unregistered"')
    t.match(payload, `<code>${url}/demo/callback<mark>/</mark></code>`)
    t.match(textOf(payload), `Expected ${url}/demo/callback`)
    t.match(textOf(payload), 'Client demo')
    t.match(textOf(payload), `--redirect-uri ${url}/demo/callback/`)
  },
)

t.test(
  'RFC 6749 §4.1.2.1: a refusal that went to the application is explained on a page of its own',
  async (t) => {
    const { app, url } = await devServer(t)
    const asked = { redirect_uri: `${url}/demo/callback`, max_age: 'soon' }
    t.match((await app.inject(authorizeUrl(asked))).headers.location, /error=invalid_request/)
    const home = (await app.inject('/')).payload
    const link = /href="(\/dev\/requests\/[^"]+)"/.exec(home)?.[1] ?? ''
    const { statusCode, payload } = await app.inject(link)
    t.equal(statusCode, 200)
    t.match(textOf(payload), 'max_age must be a whole number of seconds. OpenID Connect Core 1.0 §3.1.2.1')
    t.match(textOf(payload), 'Sent soon')
    t.match(textOf(payload), 'Rule max-age-malformed')
  },
)

t.test('Dev mode: a request that was not refused, or is not known, has no such page', async (t) => {
  const { app } = await devServer(t)
  t.equal((await app.inject('/dev/requests/none')).statusCode, 404)
  const page = (await app.inject('/api/oidc/default/authorize/0190b1a0-0000-7000-8000-000000000000')).payload
  t.notMatch(page, 'data-rule')
  t.equal((await app.inject(`/dev/requests/${idOf(page)}`)).statusCode, 404)
})
