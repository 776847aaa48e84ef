import * as oauth from 'oauth4webapi'
import t from 'tap'
import { startServer } from '../helpers/fixtures.ts'
import { fetchInto } from '../helpers/inject-fetch.ts'

const PATH = '/api/oidc/default/.well-known/openid-configuration'

t.test('Discovery §4: the document stands below its issuer, as JSON that may be kept', async (t) => {
  const { app, issuer } = await startServer(t)
  const reply = await app.inject(PATH)
  t.equal(reply.statusCode, 200)
  t.equal(reply.json().issuer, issuer)
  t.match(reply.headers, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(reply.rawPayload.length),
    'cache-control': 'public, max-age=300',
    'access-control-allow-origin': '*',
  })
  t.notOk('set-cookie' in reply.headers)
})

t.test('RFC 8414 §3.1, §5: the same document wherever OAuth 2.0 looks for it', async (t) => {
  const { app } = await startServer(t)
  const { body } = await app.inject(PATH)
  for (const path of [
    '/.well-known/oauth-authorization-server/api/oidc/default',
    '/.well-known/openid-configuration/api/oidc/default',
    '/api/oidc/default/.well-known/oauth-authorization-server',
  ]) {
    const reply = await app.inject(path)
    t.equal(reply.statusCode, 200, path)
    t.equal(reply.body, body, path)
    t.equal(reply.headers['access-control-allow-origin'], '*', path)
    t.equal((await app.inject(path.replace('default', 'nobody'))).statusCode, 400, path)
  }
})

t.test('Discovery §4.3: a client that we did not write accepts it', async (t) => {
  const server = await startServer(t)
  const issuer = new URL(server.issuer)
  for (const algorithm of ['oidc', 'oauth2'] as const) {
    const response = await oauth.discoveryRequest(issuer, {
      algorithm,
      [oauth.customFetch]: fetchInto(server),
      [oauth.allowInsecureRequests]: true,
    })
    t.equal((await oauth.processDiscoveryResponse(issuer, response)).issuer, server.issuer, algorithm)
  }
})

t.test('RFC 9110 §13.1.2: who has the document is not sent it again', async (t) => {
  const { app } = await startServer(t)
  const { headers } = await app.inject(PATH)
  const etag = String(headers.etag)
  t.match(etag, /^"[A-Za-z0-9_-]{22}"$/)
  const asks = (if_none_match: string) =>
    app.inject({ url: PATH, headers: { 'if-none-match': if_none_match } })
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const reply = await asks(known)
    t.equal(reply.statusCode, 304, known)
    t.equal(reply.body, '')
    t.equal(reply.headers.etag, etag)
  }
  t.equal((await asks('"other"')).statusCode, 200)
})

t.test(
  'Discovery §4: another tenant says other things, and one that is not there says nothing',
  async (t) => {
    const { app } = await startServer(t)
    const other = await app.inject('/api/oidc/other/.well-known/openid-configuration')
    t.match(other.json().issuer, /\/api\/oidc\/other$/)
    const nobody = await app.inject('/api/oidc/nobody/.well-known/openid-configuration')
    t.equal(nobody.statusCode, 400)
    t.match(nobody.json(), { error: 'invalid_request' })
    t.equal(nobody.headers['access-control-allow-origin'], '*')
  },
)

t.test('Fetch §3.3: a preflight is answered, whatever header a library adds', async (t) => {
  const { app } = await startServer(t)
  const asked = 'auth0-client, authorization'
  const headers = { origin: 'https://spa.example', 'access-control-request-method': 'GET' }
  const paths = [
    PATH,
    '/api/oidc/default/.well-known/jwks',
    '/.well-known/oauth-authorization-server/api/oidc/default',
  ]
  for (const url of paths) {
    const reply = await app.inject({
      method: 'OPTIONS',
      url,
      headers: { ...headers, 'access-control-request-headers': asked },
    })
    t.equal(reply.statusCode, 204)
    t.match(reply.headers, {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': asked,
    })
    t.notOk('access-control-allow-credentials' in reply.headers)
  }
  const unasked = await app.inject({ method: 'OPTIONS', url: PATH, headers })
  t.equal(unasked.headers['access-control-allow-headers'], 'Authorization, Content-Type')
})
