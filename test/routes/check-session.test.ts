import t from 'tap'
import { startServer } from '../helpers/fixtures.ts'

t.test('Session Management §3.3: discovery names the page, and any page may show it', async (t) => {
  const { app, config, issuer } = await startServer(t)
  const metadata = (await app.inject('/api/oidc/default/.well-known/openid-configuration')).json()
  t.equal(metadata.check_session_iframe, `${issuer}/check_session`)
  const reply = await app.inject(metadata.check_session_iframe.slice(config.public_url.length))
  t.equal(reply.statusCode, 200)
  t.match(reply.headers, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  t.match(reply.headers['content-security-policy'], "default-src 'none'; script-src 'self';")
  t.match(reply.headers['content-security-policy'], /frame-ancestors \*;/)
  t.notOk('x-frame-options' in reply.headers)
  t.notOk('set-cookie' in reply.headers)
  t.match(reply.body, 'data-cookie="vignette.default.state"')
  const script = /src="([^"]+\/browser\/check-session\.ts)"/.exec(reply.body)?.[1] ?? ''
  t.equal((await app.inject(script)).statusCode, 200)
  t.notMatch(reply.body, /<script[^>]*>[^<]/, 'nothing inline')
})

t.test('Session Management §3.2: over https the cookie has a name that no other host can set', async (t) => {
  const { app } = await startServer(t, { public_url: 'https://login.example' })
  const reply = await app.inject('/api/oidc/other/check_session')
  t.match(reply.body, 'data-cookie="__Host-vignette.other.state"')
})

t.test('Session Management §3.3: a tenant that is none has no page', async (t) => {
  const { app } = await startServer(t)
  t.equal((await app.inject('/api/oidc/nobody/check_session')).statusCode, 404)
})
